"""Stretches by local day: each day's totals, whatever its length. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ..models import BUSY
from .layers import Stretch, cut
from .states import SIGNED_IN, STATES, UNKNOWN

Kind = tuple[str, int | None]
"""A state, and of busy its reason."""

ORDER = {state: at for at, state in enumerate(STATES)}


@dataclass(frozen=True)
class Day:
    """One local day of a seat, or the part of it that was asked for."""

    day: date
    starts: datetime
    ends: datetime
    stretches: list[Stretch]
    times: dict[Kind, int] = field(default_factory=dict)
    """Microseconds of each kind that there was, in the order of ``STATES``; they add up to the day."""

    @property
    def microseconds(self) -> int:
        return sum(self.times.values())

    @property
    def signed_in(self) -> int:
        """Microseconds: the seat-hours."""
        return sum(time for (state, _), time in self.times.items() if state in SIGNED_IN)

    @property
    def unknown(self) -> int:
        return self.of(UNKNOWN)

    def of(self, state: str) -> int:
        """Microseconds of a state, of busy for all its reasons."""
        return sum(time for (one, _), time in self.times.items() if one == state)


def midnights(starts: datetime, ends: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The local midnights between two moments; where the clock skips one, the first moment of the day."""
    day = starts.astimezone(zone).date() + timedelta(days=1)
    while (moment := midnight(day, zone)) < ends:
        if moment > starts:
            yield moment
        day += timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Its first moment, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def by_day(found: Iterable[Stretch], zone: ZoneInfo) -> list[Day]:
    """The days that the stretches touch, in order; a stretch over midnight is cut there."""
    whole = list(found)
    if not whole:
        return []
    starts, ends = whole[0].starts, whole[-1].ends
    edges = [starts, *midnights(starts, ends, zone), ends]
    parts = cut(whole, edges)
    days, at = [], 0
    for begun, over in pairwise(edges):
        own = []
        while at < len(parts) and parts[at].starts < over:
            own.append(parts[at])
            at += 1
        days.append(Day(begun.astimezone(zone).date(), begun, over, own, totals(own)))
    return days


def totals(found: Iterable[Stretch]) -> dict[Kind, int]:
    """Microseconds of each kind, in the order of ``STATES`` and of the reasons' codes."""
    times: Counter[Kind] = Counter()
    for one in found:
        times[one.state, one.reason if one.state == BUSY else None] += one.microseconds
    return dict(sorted(times.items(), key=lambda item: (ORDER[item[0][0]], item[0][1] or 0)))


def signed_in(found: Iterable[Stretch]) -> list[tuple[datetime, datetime]]:
    """Times signed in, as spans apart from each other."""
    return _runs(one for one in found if one.state in SIGNED_IN)


def unknown(found: Iterable[Stretch]) -> list[tuple[datetime, datetime]]:
    """Times of which nothing is known, as spans apart from each other."""
    return _runs(one for one in found if one.state == UNKNOWN)


def _runs(found: Iterable[Stretch]) -> list[tuple[datetime, datetime]]:
    spans: list[tuple[datetime, datetime]] = []
    for one in found:
        if spans and spans[-1][1] == one.starts:
            spans[-1] = spans[-1][0], one.ends
        else:
            spans.append((one.starts, one.ends))
    return spans
