"""The days on which penalties run, and the seats that they are measured by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .facts import FORCE_MAJEURE, Outage
from .month import midnight
from .spans import MICROSECOND, Span

if TYPE_CHECKING:
    from .clause import Case, Clause

Pauses = tuple[range, ...]
"""Stretches of local days, as ordinals, on which no penalty runs."""

_FOREVER = date.max.toordinal() + 1


def pauses(terms: tuple[Clause, ...], outages: tuple[Outage, ...], zone: ZoneInfo) -> Pauses:
    """The days that force majeure touched, whichever seats, where the contract has the clause (001:A11)."""
    if not any(clause.name == FORCE_MAJEURE for clause in terms):
        return ()
    return tuple(_days(one, zone) for one in outages if one.cause == FORCE_MAJEURE)


def running(days: range, pauses: Pauses) -> Iterator[date]:
    """The days, given as ordinals, on which penalties run."""
    return (date.fromordinal(day) for day in days if not any(day in pause for pause in pauses))


def day_past(due: date, days: int, pauses: Pauses) -> date | None:
    """The first day more than ``days`` past the due one; None while force majeure lasts open-ended."""
    ends = [pause.stop for pause in pauses if pause.stop < _FOREVER]
    last = min(max([due.toordinal(), *ends]) + days + 2, _FOREVER)
    return next(islice(running(range(due.toordinal() + 1, last), pauses), days, None), None)


def penalty_days(case: Case, *, after_end: bool) -> range:
    """The local days, as ordinals, whose penalties this bill holds.

    The contract's first bill holds those before its first day too; with ``after_end`` that of its last
    month those up to the end of the month.
    """
    days = case.month.days_of(case.span)
    first = 1 if case.span.starts == midnight(case.term.starts, case.term.zone) else days.start
    ends = case.ended_on is not None and case.span.ends == midnight(
        case.ended_on + timedelta(days=1), case.term.zone
    )
    last = case.month.last_day.toordinal() + 1 if after_end and ends else days.stop
    return range(first, last)


def held_on(case: Case, day: date) -> dict[str, int]:
    """How many seats of each type were leased on a local day, one released on it among them."""
    begins = midnight(day, case.term.zone) - MICROSECOND
    span = Span(begins, midnight(day + timedelta(days=1), case.term.zone))
    held: dict[str, str] = {}
    for interval in sorted(case.facts.seats, key=lambda one: (one.starts, one.id)):
        if interval.span.common(span):
            held[interval.seat] = interval.type
    return {type: sum(1 for one in held.values() if one == type) for type in sorted(set(held.values()))}


def _days(outage: Outage, zone: ZoneInfo) -> range:
    first = outage.starts.astimezone(zone).date().toordinal()
    if outage.ends is None:
        return range(first, _FOREVER)
    return range(first, (outage.ends - MICROSECOND).astimezone(zone).date().toordinal() + 1)
