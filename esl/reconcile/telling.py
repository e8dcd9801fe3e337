"""What an event or a row of ``show channels`` says of a channel, in the form of a call record. Pure.

Held against the captures (``tests/esl/reconcile/test_telling.py``): CHANNEL_HANGUP_COMPLETE carries every
variable of the record, and the newest caller profile alone. Of a leg that was transferred the first one is in
CHANNEL_CREATE. Nothing but the record has the applications that ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seatyard.clock import from_epoch_us

from ..calls.variables import READ
from ..session import Event

Step = dict[str, Any]
"""A step of a record's call flow: a caller profile, and which one it is, from 1 on."""
FIRST = "1"
_HEADERS = [(name, f"variable_{name}") for name in READ]


def of_event(event: Event, first: Step | None = None) -> dict[str, Any]:
    """Of a channel's event; ``first`` is its first profile, for one that has been transferred since."""
    said = event.headers
    variables = {name: _text(value) for name, header in _HEADERS if (value := said.get(header))}
    newest = step_of(event)
    flow = [newest] if first is None or is_first(newest) else [newest, first]
    return {"variables": {"uuid": event.get("Unique-ID"), **variables}, "callflow": flow}


def of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Of ``show channels as json``."""
    said = {"uuid": row.get("uuid"), "direction": row.get("direction"), "channel_name": row.get("name")}
    return {"variables": _without_empty(said), "callflow": [first_of_row(row)]}


def step_of(event: Event) -> Step:
    """The profile that an event shows: the newest one then."""
    profile = {
        "caller_id_number": event.get("Caller-Caller-ID-Number"),
        "destination_number": event.get("Caller-Destination-Number"),
        "context": event.get("Caller-Context"),
    }
    return _step(event.get("Caller-Profile-Index"), profile)


def first_of_row(row: Mapping[str, str]) -> Step:
    """The list has the profile that a channel was made with beside the newest."""
    profile = {
        "caller_id_number": row.get("initial_cid_num") or row.get("cid_num"),
        "destination_number": row.get("initial_dest") or row.get("dest"),
        "context": row.get("initial_context") or row.get("context"),
    }
    return _step(FIRST if row.get("initial_context") else "", profile)


def is_first(step: Step) -> bool:
    return bool(step.get("profile_index") == FIRST)


def first_in(told: Mapping[str, Any]) -> Step | None:
    """The first profile, if it was heard."""
    return next((step for step in told["callflow"] if is_first(step)), None)


def moment(event: Event, header: str) -> datetime | None:
    """A header in microseconds since 1970; None where it has not happened."""
    value = event.get(header)
    return from_epoch_us(value) if value.isascii() and value.isdigit() else None


def _step(index: str, profile: Mapping[str, str | None]) -> Step:
    said = {"caller_profile": _without_empty(profile)}
    return {"profile_index": index, **said} if index else said


def _text(value: Any) -> str:
    """A variable with several values as a record has it (QUIRKS 8)."""
    return "ARRAY::" + "|:".join(map(str, value)) if isinstance(value, list) else str(value)


def _without_empty(said: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in said.items() if value}
