"""How late events come."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from flask import Flask

from esl.session import Event
from esl.worker.lag import FEWEST, LATE, Lag, Taken
from seatyard import clock, findings


def late(seconds: float) -> Event:
    at = clock.now() - timedelta(seconds=seconds)
    return Event({"Event-Date-Timestamp": str(round(at.timestamp() * 1_000_000))})


def test_the_99th_percentile_of_a_hundred_is_the_last_but_none() -> None:
    assert Taken.of([n / 100 for n in range(100, 0, -1)]) == Taken(100, 0.51, 1.0, 1.0)
    assert Taken.of([0.5]) == Taken(1, 0.5, 0.5, 0.5)


def test_it_is_told_once(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    lag = Lag("fs1")
    lag.feed(Event({}))  # without a time
    lag.feed(late(0.2))
    with caplog.at_level(logging.INFO):
        lag.tell()
        lag.tell()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "esl.worker.lag"]
    assert line.startswith("fs1: 1 events, median 0.2")
    assert findings.still_open(LATE) == []


@pytest.mark.parametrize(("of", "found"), [(FEWEST, 1), (FEWEST - 1, 0)])
def test_late_events_are_a_finding(app: Flask, of: int, found: int) -> None:
    lag = Lag("fs1")
    for _ in range(of):
        lag.feed(late(2))
    lag.tell()
    assert [one.key for one in findings.still_open(LATE)] == ["fs1"] * found


@pytest.mark.parametrize("days", [-2, 2])
def test_a_switch_in_another_time_is_not_late(
    app: Flask, caplog: pytest.LogCaptureFixture, days: int
) -> None:
    lag = Lag("fs1")
    for _ in range(FEWEST):
        lag.feed(late(days * 86_400))
    lag.tell()
    assert findings.still_open(LATE) == []
    assert f"its clock is {days}.0 days behind ours" in caplog.text
