"""The flow of shared onboarding: hours, a menu, a queue, a seat, a message and a mailbox."""

from __future__ import annotations

import copy
from typing import Any

from esl.flows.checks import Names
from esl.flows.scope import Place, QueuePlace, Scope

SALES = QueuePlace(5, "queue-5@acme.test", "queue-5", "sales", on_timeout="seat:1001")
SCOPE = Scope(
    7, "acme.test", {"sales": SALES}, {"1001": Place(11, "user/1001@acme.test", "1001")}, years=[2026]
)
NAMES = Names(queues=frozenset({"sales"}), seats=frozenset({"1001"}), conferences=frozenset({"8000"}))

MAIN: dict[str, Any] = {
    "start": "open",
    "nodes": {
        "open": {
            "hours": {"when": "Mon-Fri 09:00-18:00", "holidays": "CN", "inside": "hello", "outside": "closed"}
        },
        "hello": {
            "menu": {
                "prompt": {"say": "您好，销售请按1，人工请按0"},
                "digits": {"1": "sales", "0": "desk"},
                "timeout": 5,
                "retries": 3,
                "otherwise": "desk",
            }
        },
        "sales": {"queue": "sales"},
        "desk": {"seat": "1001", "ring": 25, "no_answer": "sales"},
        "closed": {"play": "closed.wav", "then": "mailbox"},
        "mailbox": {"voicemail": "sales"},
        "bye": {"hangup": True},
    },
}


def main(**nodes: Any) -> dict[str, Any]:
    """The flow, with some nodes replaced."""
    document = copy.deepcopy(MAIN)
    document["nodes"] |= nodes
    return document
