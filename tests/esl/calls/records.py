"""Call records made up for a test, as small as one can be."""

from __future__ import annotations

from typing import Any

import orjson

START = 1_772_413_200_000_000
"""2026-03-02 09:00 in Shanghai, in microseconds."""

SECOND = 1_000_000


def document(
    uuid: str = "u-1", *, start: float = 0, answer: float | None = None, end: float = 60, **more: Any
) -> dict[str, Any]:
    """A leg ``inbound`` from the carrier; moments in seconds after START, more variables by name.

    A variable given as None is left out. ``dialled`` is the number that came in at the public context.
    """
    answered = START + int(answer * SECOND) if answer is not None else 0
    ended = START + int(end * SECOND)
    dialled = more.pop("dialled", "9196")
    variables = {
        "uuid": uuid,
        "direction": "inbound",
        "channel_name": "sofia/external/13800138000@carrier",
        "start_uepoch": str(START + int(start * SECOND)),
        "answer_uepoch": str(answered),
        "end_uepoch": str(ended),
        "billusec": str(ended - answered if answered else 0),
        "hangup_cause": "NORMAL_CLEARING",
        **more,
    }
    profile = {"caller_id_number": "13800138000", "destination_number": dialled, "context": "public"}
    return {
        "variables": {name: value for name, value in variables.items() if value is not None},
        "callflow": [{"caller_profile": profile}],
    }


def record(uuid: str = "u-1", **more: Any) -> bytes:
    return orjson.dumps(document(uuid, **more))


def to_seat(uuid: str, parent: str, **more: Any) -> bytes:
    """A leg to seat 1002's phone, made by ``parent`` and joined to it when answered."""
    joined = {"last_bridge_to": parent} if more.get("answer") is not None else {}
    leg = {"direction": "outbound", "channel_name": "sofia/internal/1002@10.0.0.1", "dialed_user": "1002"}
    return record(uuid, **{"originating_leg_uuid": parent, **leg, **joined, **more})
