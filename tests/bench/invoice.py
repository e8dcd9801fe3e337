"""One invoice of 10,000 seats in a month in which every day seats change their type, come and go."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from billing.engine import Bill, Facts, Outage, SeatInterval, bill
from tests.billing.cases import MARCH, agreement, at

SEATS, DAYS = 10_000, 31
TYPES = ("inbound", "bidirectional")
Changes = Callable[[int, int], int]
"""Of a seat and a day: 0 stays, 1 changes its type, 2 is released, to be leased again the day after."""


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice and what it took."""

    title: str
    intervals: int
    lines: int
    seconds: float


def run() -> Iterator[Billed]:
    """The bases, with few changes of each seat and with one a day."""
    chance = random.Random(3)
    daily: Changes = lambda seat, day: (1, 1, 2)[(seat + day) % 3]  # noqa: E731
    some: Changes = lambda seat, day: chance.choice((1, 2)) if chance.randrange(DAYS) == 0 else 0  # noqa: E731
    for title, changes in (("a change a seat", some), ("a change a seat and day", daily)):
        facts = _facts(changes)
        for basis in ("cutoff", "daily"):
            began = time.process_time()
            made = _bill(basis, facts)
            yield Billed(f"{basis}, {title}", len(facts.seats), len(made.lines), time.process_time() - began)


def _bill(basis: str, facts: Facts) -> Bill:
    document = {
        "seat_rent": {"price": {"inbound": 1600, "bidirectional": 2000}, "basis": basis},
        "outage_credit": {},
        "uptime_sla": {"tiers": [{"at_most": "0.9", "pays": "0.8"}]},
    }
    return bill(agreement(document), facts, MARCH)


def _facts(changes: Changes) -> Facts:
    seats = [interval for seat in range(SEATS) for interval in _seat(seat, changes)]
    return Facts(seats=tuple(seats), outages=tuple(_outages()))


def _seat(seat: int, changes: Changes) -> Iterator[SeatInterval]:
    starts, type, number = at("02-01"), seat % 2, 0
    leased = True
    for day in range(DAYS):
        now = at("03-01") + timedelta(days=day, minutes=seat % 1440)
        change = changes(seat, day) if leased else 1
        if change == 0:
            continue
        if leased:
            yield SeatInterval(f"{seat}.{number}", f"s{seat}", TYPES[type], starts, now)
            number += 1
        leased, starts, type = change == 1, now, 1 - type
    if leased:
        yield SeatInterval(f"{seat}.{number}", f"s{seat}", TYPES[type], starts, None)


def _outages() -> Iterator[Outage]:
    """One a day of all seats, and one of a hundred of them."""
    for day in range(DAYS):
        starts = at("03-01") + timedelta(days=day, hours=9)
        few = frozenset(f"s{seat}" for seat in range(day * 100, day * 100 + 100))
        yield Outage(f"o{day}", starts, starts + timedelta(minutes=20), "provider")
        yield Outage(f"p{day}", starts, starts + timedelta(hours=5), "provider", few)
