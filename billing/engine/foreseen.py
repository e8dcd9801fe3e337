"""What is known on a day of a month to come: the seats leased then, and what the month will cost of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from .clause import Case, Clause
from .facts import Facts, SeatInterval
from .month import midnight
from .results import Rent
from .spans import MICROSECOND, Span


def known(case: Case, asked: date) -> list[SeatInterval]:
    """The seats leased as the day of asking ends; those of the contract's first day, if it comes later."""
    zone = case.term.zone
    if asked < case.term.starts:
        day = Span(midnight(case.term.starts, zone), midnight(case.term.starts + timedelta(days=1), zone))
    else:
        ends = midnight(asked + timedelta(days=1), zone)
        day = Span(ends - MICROSECOND, ends)
    return _by_seat(one for one in case.facts.seats if one.span.common(day))


def added(case: Case, there: list[SeatInterval], asked: date) -> dict[date, list[SeatInterval]]:
    """The month's other seats, by the day from which they were leased."""
    asked_for = {one.seat for one in there}
    found: dict[date, list[SeatInterval]] = {}
    for seat, intervals in case.active_seats().items():
        later = [one for one in intervals if case.month.day_of(one.starts) > asked]
        if seat not in asked_for and later:
            found.setdefault(case.month.day_of(later[0].starts), []).append(later[0])
    return dict(sorted(found.items()))


def _by_seat(intervals: Iterable[SeatInterval]) -> list[SeatInterval]:
    """The last of each seat."""
    return list({one.seat: one for one in sorted(intervals, key=lambda one: (one.starts, one.id))}.values())


def rents(
    seats: list[SeatInterval], clause: Clause, case: Case, ends: date | None
) -> list[tuple[SeatInterval, Rent]]:
    """What the month costs if the seats stay to its end, or to ``ends``, the contract's last day."""
    last = ends if ends and case.month.first_day <= ends <= case.month.last_day else case.month.last_day
    made = clause.settle(
        replace(
            case,
            facts=Facts(seats=tuple(replace(one, ends=None) for one in seats)),
            span=Span(case.span.starts, midnight(last + timedelta(days=1), case.term.zone)),
            ended_on=last if last < case.month.last_day else None,
            lines=(),
            rents=(),
        )
    )
    by_seat = {one.seat: one for one in seats}
    return [(by_seat[one.seat], one) for one in made.rents]
