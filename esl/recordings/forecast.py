"""What of a tenant's recordings is stored, what goes when, and what another time of keeping would do.

Counted by the index of ended recordings alone where one time of keeping holds for all; where queues or seats
have their own, the nearest are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select, union_all

from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant

from . import keep, service
from .keep import Keep
from .models import STORED, Recording
from .retention import Rules

DAYS = 28
"""That are looked ahead."""
MOST = 5_000
"""Recordings that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Sum:
    count: int = 0
    bytes: int = 0
    """Of the plain audio; sealed it is about as much."""

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.count + other.count, self.bytes + other.bytes)


@dataclass(frozen=True, slots=True)
class Day:
    """What may be deleted from a local day's first moment on."""

    day: date
    of: Sum


@dataclass(frozen=True, slots=True)
class Forecast:
    stored: Sum
    due: Sum
    """Past its keep already: the next sweep deletes it, unless it is held."""
    days: list[Day]
    """Of the next ``DAYS`` days, those on which something goes."""
    complete: bool = True
    """Whether all that is due then is counted; else it is the earliest ``MOST`` recordings."""

    @property
    def coming(self) -> Sum:
        return sum((one.of for one in self.days), Sum())


def forecast(tenant: Tenant) -> Forecast:
    """For a tenant, by the rules that hold now."""
    rules, today = Rules(tenant), today_of(tenant)
    everything = _sum(tenant, None, None)
    if not rules.keeps:
        return Forecast(everything, Sum(), [])
    agreed = rules.uniform
    found = (
        _looked_at(tenant, rules, today)
        if agreed is None
        else _counted(tenant, agreed, today, today + timedelta(days=DAYS))
    )
    return replace(found, stored=everything)


def goes_at_once(tenant: Tenant, wanted: Keep, on: date) -> Sum:
    """What would be past ``wanted`` on a local day, and is not past what holds now: it would go that day.

    Of what is stored now; at most, where queues or seats have times of their own: the longest is compared.
    """
    edges = [_edge(one, on) for one in Rules(tenant).keeps]
    return _sum(tenant, min(edges) if edges else None, _edge(wanted, on))


def goes_until(tenant: Tenant, on: date) -> Sum:
    """What goes after today and before a local day, by what holds now; at most, if queues or seats differ."""
    edges, today = Rules(tenant).keeps, today_of(tenant)
    if not edges:
        return Sum()
    due = max(_edge(one, today) for one in edges)
    return _sum(tenant, due, max(_edge(one, on - timedelta(days=1)) for one in edges))


def today_of(tenant: Tenant) -> date:
    return clock.now().astimezone(ZoneInfo(tenant.timezone)).date()


def _counted(tenant: Tenant, agreed: Keep, today: date, last: date) -> Forecast:
    """By the local days on which talks ended, which are ranges of the index."""
    first = _edge(agreed, today)
    ended = [first + timedelta(days=after) for after in range((_edge(agreed, last) - first).days)]
    sums = _by_day(tenant, ended)
    days: dict[date, Sum] = {}
    for day in ended:
        goes = keep.last_day(day, agreed) + timedelta(days=1)
        days[goes] = days.get(goes, Sum()) + sums.get(day, Sum())
    return Forecast(Sum(), _sum(tenant, None, first), _told(days))


def _looked_at(tenant: Tenant, rules: Rules, today: date) -> Forecast:
    """Each recording by its own rule, the oldest first."""
    last = today + timedelta(days=DAYS)
    until = datetime.combine(
        max(_edge(one, last) for one in rules.keeps), time.min, ZoneInfo(tenant.timezone)
    )
    oldest = service.query(tenant.id).where(Recording.started_at < until.astimezone(UTC))
    rows = db.session.execute(oldest.order_by(Recording.started_at, Recording.id).limit(MOST)).all()
    due, days = Sum(), dict[date, Sum]()
    for recording, call in rows:
        found, one = rules.due(recording, call), Sum(1, recording.bytes)
        if found is None:
            continue
        goes = found.at.astimezone(ZoneInfo(tenant.timezone)).date()
        if goes <= today:
            due += one
        elif goes <= last:
            days[goes] = days.get(goes, Sum()) + one
    return Forecast(Sum(), due, _told(days), len(rows) < MOST)


def _told(days: dict[date, Sum]) -> list[Day]:
    return [Day(day, of) for day, of in sorted(days.items()) if of.count]


def _edge(kept: Keep, on: date) -> date:
    """The first local day of which talks may not be deleted yet on the day ``on``."""
    count, unit = kept
    longest = count * {"month": 31, "day": 1, "business day": 3}[unit] + 20
    low, high = max(date.min.toordinal() + 1, on.toordinal() - longest), on.toordinal()
    while low < high:
        middle = (low + high) // 2
        if keep.last_day(date.fromordinal(middle), kept) >= on:
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)


def _sum(tenant: Tenant, first: date | None, before: date | None) -> Sum:
    """Of what ended on local days from ``first`` on, and before ``before``."""
    if first is not None and before is not None and first >= before:
        return Sum()
    query = select(func.count(), func.coalesce(func.sum(Recording.bytes), 0)).where(
        Recording.tenant_id == tenant.id, Recording.state == STORED
    )
    if first is not None:
        query = query.where(Recording.ended_at >= _start(tenant, first))
    if before is not None:
        query = query.where(Recording.ended_at < _start(tenant, before))
    count, size = db.session.execute(query).one()
    return Sum(count, int(size))


def _by_day(tenant: Tenant, days: Iterable[date]) -> dict[date, Sum]:
    """One statement: a range of the index for each day."""
    asked = list(days)
    if not asked:
        return {}
    parts = [
        select(literal(at), func.count(), func.coalesce(func.sum(Recording.bytes), 0)).where(
            Recording.tenant_id == tenant.id,
            Recording.state == STORED,
            Recording.ended_at >= _start(tenant, day),
            Recording.ended_at < _start(tenant, day + timedelta(days=1)),
        )
        for at, day in enumerate(asked)
    ]
    return {asked[at]: Sum(count, int(size)) for at, count, size in db.session.execute(union_all(*parts))}


def _start(tenant: Tenant, day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(tenant.timezone)).astimezone(UTC)
