"""A seat's share of the month, by the basis that the contract counts on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from .clause import Case
from .facts import SeatInterval
from .formula import Formula, number


class Basis(StrEnum):
    CUTOFF = "cutoff"
    """001:A6. Released by local day ``cutoff_day``: ``early_release_share``; otherwise the whole month."""
    ANY_DAY = "any_day"
    """002:B2. The whole month once active at any moment of it, at the dearest type that it held."""
    DAILY = "daily"
    """Active local days of the month's days."""
    PER_DAY = "per_day"
    """The price is per day: active local days."""

    @property
    def unit(self) -> str:
        return "seat_day" if self is Basis.PER_DAY else "seat_month"


class Rule(Protocol):
    """The parameters of ``seat_rent`` that shares are counted by."""

    @property
    def basis(self) -> Basis: ...
    @property
    def price(self) -> Mapping[str, Decimal]: ...
    @property
    def cutoff_day(self) -> int: ...
    @property
    def early_release_share(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Counted:
    """A seat's share at one type as a formula says it, and the intervals behind it."""

    type: str
    share: Formula
    intervals: tuple[SeatInterval, ...]


def counted(rule: Rule, intervals: list[SeatInterval], case: Case) -> list[Counted]:
    """The share of a seat whose ``intervals`` (not none, in order) touch the case's span."""
    return _COUNTS[rule.basis](rule, intervals, case)


def dearest(rule: Rule, intervals: list[SeatInterval]) -> str:
    """The type with the highest price among the intervals'; the first of equals."""
    return max((interval.type for interval in intervals), key=lambda type: rule.price[type])


def _cutoff(rule: Rule, intervals: list[SeatInterval], case: Case) -> list[Counted]:
    released = _released_on(intervals, case)
    early = released is not None and released.day <= rule.cutoff_day
    return [_whole(rule, intervals, Fraction(rule.early_release_share) if early else Fraction(1))]


def _any_day(rule: Rule, intervals: list[SeatInterval], case: Case) -> list[Counted]:
    return [_whole(rule, intervals, Fraction(1))]


def _whole(rule: Rule, intervals: list[SeatInterval], share: Fraction) -> Counted:
    return Counted(dearest(rule, intervals), number(share), tuple(intervals))


def _daily(rule: Rule, intervals: list[SeatInterval], case: Case) -> list[Counted]:
    days = case.month.days
    return [
        Counted(type, number(count, "day") / number(days), among)
        for type, count, among in _active_days(rule, intervals, case)
    ]


def _per_day(rule: Rule, intervals: list[SeatInterval], case: Case) -> list[Counted]:
    return [
        Counted(type, number(count, "day"), among)
        for type, count, among in _active_days(rule, intervals, case)
    ]


def _active_days(
    rule: Rule, intervals: list[SeatInterval], case: Case
) -> list[tuple[str, int, tuple[SeatInterval, ...]]]:
    """Local days per type; a day on which two were held counts once, at the dearer."""
    held: dict[int, str] = {}
    for interval in intervals:
        active = interval.span.common(case.span)
        for day in case.month.days_of(active) if active else ():
            known = held.get(day)
            if known is None or rule.price[interval.type] > rule.price[known]:
                held[day] = interval.type
    days = {type: sum(1 for one in held.values() if one == type) for type in dict.fromkeys(held.values())}
    result = [(type, count, tuple(i for i in intervals if i.type == type)) for type, count in days.items()]
    outdone = tuple(i for i in intervals if i.type not in days)
    first, *others = result
    return [(first[0], first[1], first[2] + outdone), *others]


def _released_on(intervals: list[SeatInterval], case: Case) -> date | None:
    """The local date of the release, if the seat was given back in this month.

    A contract that ends in the month gives its seats back on its last day.
    """
    ends = max(interval.span.ends for interval in intervals)
    if ends < case.span.ends:
        return case.month.day_of(ends)
    return case.ended_on


_COUNTS: dict[Basis, Callable[[Rule, list[SeatInterval], Case], list[Counted]]] = {
    Basis.CUTOFF: _cutoff,
    Basis.ANY_DAY: _any_day,
    Basis.DAILY: _daily,
    Basis.PER_DAY: _per_day,
}
