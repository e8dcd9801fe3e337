"""A node whose processors have no time left."""

from __future__ import annotations

import pytest
from flask import Flask

from esl.session import Event
from esl.worker.idle import SATURATED, Idle
from seatyard import findings


def heartbeat(idle: str) -> Event:
    return Event({"Event-Name": "HEARTBEAT", "Idle-CPU": idle})


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (["3.1", "91.0", "9.9"], 1),
        (["3.1", "91.0", "10.0"], 0),
        (["0.0"], 0),  # one says nothing yet
        (["0.0", "", "nan?"], 0),
        (["0.0", "0.0"], 1),
    ],
)
def test_a_minute_without_idle_processors_is_a_finding(app: Flask, told: list[str], found: int) -> None:
    idle = Idle("fs1")
    for one in told:
        idle.feed(heartbeat(one))
    idle.feed(Event({"Event-Name": "CUSTOM", "Idle-CPU": "0.0"}))
    idle.tell()
    assert [one.key for one in findings.still_open(SATURATED)] == ["fs1"] * found


def test_a_minute_is_judged_by_itself(app: Flask) -> None:
    idle = Idle("fs1")
    idle.feed(heartbeat("0.0"))
    idle.tell()
    idle.feed(heartbeat("0.0"))
    idle.tell()
    assert findings.still_open(SATURATED) == []
