"""The days on which penalties run, and the seats that they are measured by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .facts import FORCE_MAJEURE, Outage
from .month import midnight
from .spans import MICROSECOND, Span

if TYPE_CHECKING:
    from .clause import Case, Clause

Pauses = tuple[range, ...]
"""Stretches of local days, as ordinals, on which no penalty runs: in order, apart from each other."""

_LAST = date.max.toordinal()


def pauses(terms: tuple[Clause, ...], outages: tuple[Outage, ...], zone: ZoneInfo) -> Pauses:
    """The days that force majeure touched, whichever seats, where the contract has the clause (001:A11)."""
    if not any(clause.name == FORCE_MAJEURE for clause in terms):
        return ()
    found: list[range] = []
    touched = (_days(one, zone) for one in outages if one.cause == FORCE_MAJEURE)
    for days in sorted(touched, key=lambda days: days.start):
        if found and days.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, days.stop))
        else:
            found.append(days)
    return tuple(found)


def running(days: range, pauses: Pauses) -> int:
    """On how many of the days penalties run."""
    return len(days) - sum(len(_common(days, pause)) for pause in pauses)


def day_past(due: date, days: int, pauses: Pauses) -> date | None:
    """The first day more than ``days`` past the due one; None while force majeure lasts open-ended."""
    day = due.toordinal() + days + 1
    for pause in pauses:
        if pause.start <= day:
            day += len(_common(pause, range(due.toordinal() + 1, _LAST + 1)))
    return date.fromordinal(day) if day <= _LAST else None


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


def _common(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


def _days(outage: Outage, zone: ZoneInfo) -> range:
    first = outage.starts.astimezone(zone).date().toordinal()
    if outage.ends is None:
        return range(first, _LAST + 1)
    return range(first, (outage.ends - MICROSECOND).astimezone(zone).date().toordinal() + 1)
