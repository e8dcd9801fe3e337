"""The share of the month of a seat, a line or a person, by the basis that the contract counts on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from heapq import heappop, heappush
from itertools import pairwise
from typing import Protocol

from .amounts import decimal
from .clause import Case
from .facts import Held
from .formula import Formula, each, number
from .spans import FOREVER, MICROSECOND, Span

HOUR = 3600
SECOND = 1_000_000


class Basis(StrEnum):
    CUTOFF = "cutoff"
    """001:A6. Released by local day ``cutoff_day``: ``early_release_share``; otherwise the whole month."""
    ANY_DAY = "any_day"
    """002:B2. The whole month once active at any moment of it, at the dearest type that it held."""
    DAILY = "daily"
    """Active local days of the month's days."""
    PER_DAY = "per_day"
    """The price is per day: active local days."""
    SEAT_HOUR = "seat_hour"
    """000, campus base. The price is per hour: the time signed in, each moment of it once."""

    @property
    def per(self) -> str:
        """What the price is for."""
        return {Basis.PER_DAY: "day", Basis.SEAT_HOUR: "hour"}.get(self, "month")


NOTHING = Decimal(0)

BY_LEASE = tuple(basis for basis in Basis if basis is not Basis.SEAT_HOUR)
"""For what nobody signs in to."""


class Rule(Protocol):
    """The parameters of a clause that shares are counted by."""

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
    """A thing's share at one type as a formula says it."""

    type: str
    share: Formula
    intervals: tuple[tuple[str, Decimal], ...]
    """Those behind it, each by its id with what of the share is its own."""


def counted(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    """The share of a thing that was ``held`` (not never; in order) within the case's span."""
    return _COUNTS[rule.basis](rule, held, case)


def together(basis: Basis, parts: Iterable[Counted], unit: str) -> Formula:
    """The shares of several things: equal ones counted in ``unit``, times added up."""
    shares = [part.share for part in parts]
    if basis is Basis.SEAT_HOUR:
        return _in_hours(sum((share.value for share in shares), Fraction(0)) * HOUR)
    return each(shares, unit)


def dearest(rule: Rule, held: Sequence[Held]) -> str:
    """The type with the highest price among those held; the first of equals."""
    return max(dict.fromkeys(one.type for one in held), key=rule.price.__getitem__)


def _cutoff(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    released = _released_on(held, case)
    early = released is not None and released.day <= rule.cutoff_day
    return [_whole(rule, held, Fraction(rule.early_release_share) if early else Fraction(1))]


def _any_day(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    return [_whole(rule, held, Fraction(1))]


def _whole(rule: Rule, held: Sequence[Held], share: Fraction) -> Counted:
    return Counted(dearest(rule, held), number(share), _first_of(held, decimal(share)))


def _first_of(held: Sequence[Held], share: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """The first interval carries the share of all."""
    first, *others = held
    return (first.id, share), *((one.id, NOTHING) for one in others)


def _daily(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    days = case.month.days
    return [
        Counted(type, _of_days(count, days), _first_of(among, _decimal_of(count, days)))
        for type, count, among in _active_days(rule, held, case)
    ]


@lru_cache
def _of_days(count: int, days: int) -> Formula:
    return number(count, "day") / number(days)


@lru_cache
def _decimal_of(count: int, days: int) -> Decimal:
    return decimal(Fraction(count, days))


def _per_day(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    return [
        Counted(type, number(count, "day"), _first_of(among, Decimal(count)))
        for type, count, among in _active_days(rule, held, case)
    ]


def _active_days(rule: Rule, held: Sequence[Held], case: Case) -> list[tuple[str, int, list[Held]]]:
    """Local days per type; a day on which two were held counts once, at the dearer."""
    types: dict[int, str] = {}
    for interval in held:
        starts = max(interval.starts, case.span.starts)
        ends = min(interval.ends or FOREVER, case.span.ends)
        for day in case.month.days_between(starts, ends) if starts < ends else ():
            known = types.get(day)
            if known is None or rule.price[interval.type] > rule.price[known]:
                types[day] = interval.type
    days = Counter(types.values())
    result = [(type, count, [i for i in held if i.type == type]) for type, count in days.items()]
    result[0][2].extend(i for i in held if i.type not in days)
    return result


def _released_on(held: Sequence[Held], case: Case) -> date | None:
    """The local date of the release, if the thing was given back in this month.

    A contract that ends in the month gives everything back on its last day.
    """
    ends = max(interval.ends or FOREVER for interval in held)
    if ends < case.span.ends:
        return case.month.day_of(ends)
    return case.ended_on


def _seat_hour(rule: Rule, held: Sequence[Held], case: Case) -> list[Counted]:
    time = _signed_in(rule, held, case.span)
    found = []
    for type in dict.fromkeys(one.type for one in held):
        among = [(one.id, time[one.id]) for one in held if one.type == type]
        seconds = Fraction(sum(own for _, own in among), SECOND)
        hours = tuple((id, decimal(Fraction(own, SECOND * HOUR))) for id, own in among)
        found.append(Counted(type, _in_hours(seconds), hours))
    return found


def _in_hours(seconds: Fraction) -> Formula:
    return number(seconds, "second") / number(HOUR)


def _signed_in(rule: Rule, held: Iterable[Held], span: Span) -> dict[str, int]:
    """Microseconds of each; a moment covered twice is the dearest's, of equals the first's."""
    parts = {one.id: (one, part) for one in held if (part := one.span.common(span))}
    coming = sorted(
        ((part.starts, -rule.price[one.type], id, part.ends) for id, (one, part) in parts.items()),
        reverse=True,
    )
    cuts = sorted({moment for _, part in parts.values() for moment in (part.starts, part.ends)})
    time = dict.fromkeys(parts, 0)
    there: list[tuple[Decimal, datetime, str, datetime]] = []
    for starts, ends in pairwise(cuts):
        while coming and coming[-1][0] <= starts:
            begun, price, id, until = coming.pop()
            heappush(there, (price, begun, id, until))
        while there and there[0][3] <= starts:
            heappop(there)
        if there:
            time[there[0][2]] += (ends - starts) // MICROSECOND
    return time


_COUNTS: dict[Basis, Callable[[Rule, Sequence[Held], Case], list[Counted]]] = {
    Basis.CUTOFF: _cutoff,
    Basis.ANY_DAY: _any_day,
    Basis.DAILY: _daily,
    Basis.PER_DAY: _per_day,
    Basis.SEAT_HOUR: _seat_hour,
}
