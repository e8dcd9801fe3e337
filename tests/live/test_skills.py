"""A queue that asks for a skill, on a real switch: who has it is rung, who has too little of it is not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from .changing import Document, change, changed, queue
from .phones import Phone
from .plant import QUIET, SEAT, Plant
from .queueing import connect, in_queue, ringing
from .waiting import until

pytestmark = pytest.mark.live

BOTH, SKILLED = "3", "4"
"""Keys of two queues that ring all of their seats at once: one of both seats, one that asks for English."""


def speaking(document: Document, **levels: int) -> None:
    for seat in document["seats"]:
        seat["skills"] = {"English": levels[f"s{seat['number']}"]}


def queues(document: Document) -> None:
    all_at_once: dict[str, Any] = {"strategy": "ring-all", "wrap_up": 0}
    queue(BOTH, seats=[SEAT, QUIET], **all_at_once)(document)
    queue(SKILLED, skill={"name": "English", "least": 2}, **all_at_once)(document)
    speaking(document, s1001=1, s1002=4)


def only(plant: Plant, one: Phone, other: Phone) -> None:
    """A caller of the queue that asks for English is offered to the one, who answers, never to the other."""
    untouched = len(other.incoming)
    caller, uuid = in_queue(plant, SKILLED)
    ringing(one)
    time.sleep(3)  # in which all who are to ring would have rung
    talk = connect(plant, one, uuid)
    assert len(other.incoming) == untouched
    caller.hang_up()
    until("the talk is over", lambda: talk.over)
    plant.quiet()


def test_only_seats_with_the_skill_are_rung_and_it_follows_when_theirs_change(
    plant: Plant, seat: Phone, second: Phone
) -> None:
    with changed(plant, queues):
        rung = [len(phone.incoming) for phone in (seat, second)]
        caller, _ = in_queue(plant, BOTH)
        until("both ring", lambda: [len(phone.incoming) for phone in (seat, second)] == [n + 1 for n in rung])
        caller.hang_up()
        plant.quiet()
        only(plant, second, seat)
        change(plant, lambda document: speaking(document, s1001=5, s1002=1))
        only(plant, seat, second)
