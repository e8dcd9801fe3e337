"""Whose turn it is to be called back, and by whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from esl.queues.places import waiting
from esl.queues.turns import Request, is_open, turns
from tests.esl.watchdog.seen import FIRST, NOW, PHONES, QUEUE, SECOND, agent, caller, leg, member, seen, tier

OTHER = QUEUE.replace("queue-1@", "queue-2@")
FREE = {"last_bridge_end": "0", "wrap_up_time": "10", "status": "Available"}
CALLER = "aaaaaaaa-0000-4000-8000-000000000001"


def request(number: int, joined: int = 100, queue: str = QUEUE) -> Request:
    return Request(number, queue, f"+86138{number:08d}", NOW - joined)


def chosen(*requests: Request, rows: tuple[dict[str, str], ...] = (), **given: Any) -> list[tuple[int, str]]:
    at_work = (agent(FIRST, **FREE), agent(SECOND, **FREE))
    busy = given.pop("busy", ())
    phones = given.pop("phones", PHONES)
    found = seen(*at_work, *rows, tiers=given.pop("tiers", (tier(), tier(name=SECOND))), **given)
    return [(one.id, name) for one, name in turns(found, requests, waiting(found), phones, busy)]


def test_the_longest_wait_first_each_with_a_seat_of_its_own() -> None:
    assert chosen(request(1, 50), request(2, 90), request(3, 70)) == [(2, FIRST), (3, SECOND)]


def test_seats_by_level_and_position() -> None:
    levels = (tier() | {"level": "2"}, tier(name=SECOND))
    assert chosen(request(1), tiers=levels) == [(1, SECOND)]
    positions = (tier() | {"position": "3"}, tier(name=SECOND))
    assert chosen(request(1), tiers=positions) == [(1, SECOND)]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "On Break"},
        {"status": "Logged Out"},
        {"state": "Receiving"},
        {"state": "Reserved"},
        {"ready_time": str(NOW + 5)},
        {"last_bridge_end": str(NOW - 5)},
    ],
    ids=["busy", "away", "rung", "reserved", "after a missed call", "after-call work"],
)
def test_only_a_seat_that_is_free_calls(columns: dict[str, str]) -> None:
    rows = (agent(FIRST, **FREE | columns), agent(SECOND, **FREE))
    assert chosen(request(1), rows=rows) == [(1, SECOND)]


def test_a_seat_that_is_on_the_telephone_does_not_call() -> None:
    assert chosen(request(1), rows=(leg(callstate="ACTIVE"),)) == [(1, SECOND)]


def test_a_seat_that_may_not_call_out_or_is_calling_does_not() -> None:
    assert chosen(request(1), phones={SECOND: PHONES[SECOND]}) == [(1, SECOND)]
    assert chosen(request(1), busy=[FIRST, SECOND]) == []


def test_who_is_on_the_line_and_has_waited_longer_comes_first() -> None:
    def waits(seconds: int, queue: str = QUEUE) -> tuple[dict[str, str], dict[str, str]]:
        row = member(CALLER, score="1", joined_epoch=str(NOW - seconds), queue=queue)
        return row, caller(CALLER)

    assert chosen(request(1, 100), rows=waits(101)) == []
    assert chosen(request(1, 100), rows=waits(99)) == [(1, FIRST)]
    assert chosen(request(1, 100), rows=waits(500, OTHER)) == [(1, FIRST)]


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        (datetime(2026, 3, 2, 0, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 1, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 12, tzinfo=UTC), False),
    ],
)
def test_nobody_is_called_at_night(at: datetime, opened: bool) -> None:
    """09:00 to 20:00 in Shanghai."""
    assert is_open("Mon-Sun 09:00-20:00", "Asia/Shanghai", at) is opened


def test_hours_over_midnight() -> None:
    spans = "Sun 22:00-02:00"
    assert is_open(spans, "UTC", datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert is_open(spans, "UTC", datetime(2026, 3, 2, 1, 59, tzinfo=UTC))
    assert not is_open(spans, "UTC", datetime(2026, 3, 2, 2, tzinfo=UTC))
