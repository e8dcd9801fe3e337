"""Planned work of a month by day, what it takes of allowances if all of it takes place, and what collides."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from esl.nodes import homes
from esl.outages import plans
from esl.outages.models import Plan
from esl.outages.parts import FOREVER, PLANNED
from seatyard import months
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.months import months_after
from tenants.models import Seat

from ..clauses.maintenance import Counted
from ..engine.spans import DAY, Span, common, merged, microseconds
from .allowances import Allowance, in_month

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    """The operator's local day."""
    within: bool
    """Whether it is of the month; weeks are whole."""
    plans: list[Plan]


@dataclass(frozen=True, slots=True)
class Use:
    """What a month's planned work takes of a tenant's allowance."""

    allowance: Allowance
    takes: int
    """Microseconds, or of an allowance by the day the local days that are touched."""

    @property
    def allowed(self) -> int:
        """In the same unit."""
        return self.allowance.days * (DAY if self.by_time else 1)

    @property
    def left(self) -> int:
        """Below zero: so much of the work is a fault that the contract credits."""
        return self.allowed - self.takes

    @property
    def by_time(self) -> bool:
        return self.allowance.counted is Counted.TIME


@dataclass(frozen=True, slots=True)
class Month:
    weeks: list[list[Day]]
    """Mondays first."""
    plans: list[Plan]
    """All that touch the month, by their beginning."""
    uses: list[Use]
    """Of tenants that planned work concerns, those with the least left first."""
    overlaps: list[tuple[Plan, Plan]]
    """At one time for the same node, tenant or seat, or for everybody."""
    late: list[Plan]
    """Announced when they had begun: they count as faults."""


def month(first: date, zone: str, draft: Plan | None = None) -> Month:
    """Of the month that begins on ``first``; with a ``draft`` as if it were announced."""
    span = _span(first, months_after(first, 1), zone)
    there = plans.over(span.starts - timedelta(days=WEEK), span.ends + timedelta(days=WEEK))
    there += [draft] if draft is not None else []
    there.sort(key=lambda plan: plan.starts_at)
    touching = [plan for plan in there if _of(plan).common(span)]
    overlaps = [
        (one, other)
        for one, other in itertools.combinations(touching, 2)
        if _of(one).common(_of(other)) and _meet(one.scope, other.scope)
    ]
    late = [one for one in touching if one.cause == PLANNED and one.announced_at >= one.starts_at]
    return Month(_weeks(first, zone, there), touching, _uses(first, touching), overlaps, late)


def first_of(period: str) -> date:
    """The first day of ``2026-03``. InvalidInput for what is no month."""
    try:
        return months.asked(f"{period}-01")
    except ValueError:
        raise InvalidInput("not a month", where="month", allowed="such as 2026-03") from None


def month_of(moment: datetime, zone: str) -> date:
    """The first day of the month in which a moment lies."""
    return moment.astimezone(ZoneInfo(zone)).date().replace(day=1)


def called(plan: Plan) -> str:
    """``P3``; a draft has no number yet."""
    return plan.name if plan.id is not None else "draft"


def _weeks(first: date, zone: str, there: Sequence[Plan]) -> list[list[Day]]:
    begins = first - timedelta(days=first.weekday())
    ends = months_after(first, 1)
    days = [begins + timedelta(days=at) for at in range(6 * WEEK)]
    made = [Day(day, day.month == first.month, _on(day, zone, there)) for day in days]
    weeks = [made[at : at + WEEK] for at in range(0, len(made), WEEK)]
    return [week for week in weeks if week[0].day < ends]


def _on(day: date, zone: str, there: Sequence[Plan]) -> list[Plan]:
    span = _span(day, day + timedelta(days=1), zone)
    return [plan for plan in there if _of(plan).common(span)]


def _uses(first: date, there: Sequence[Plan]) -> list[Use]:
    """Announced work alone: what nobody was told of is a fault whatever the allowance."""
    planned = [one for one in there if one.cause == PLANNED and one.announced_at < one.starts_at]
    if not planned:
        return []
    stays = homes.by_tenant()
    owners = _owners({id for plan in planned for id in plan.scope["seats"]})
    found = []
    for one in in_month(first):
        lived = stays.get(one.tenant_id, [])
        spans = [span for plan in planned for span in _concerned(plan, one.tenant_id, lived, owners)]
        if worked := common(merged(spans), [one.span]):
            found.append(Use(one, _takes(one, worked)))
    return sorted(found, key=lambda use: (use.left / max(use.allowed, 1), use.allowance.tenant_id))


def _takes(one: Allowance, worked: Sequence[Span]) -> int:
    if one.counted is Counted.TIME:
        return microseconds(worked)
    days: set[date] = set()
    for span in worked:
        day = span.starts.astimezone(one.zone).date()
        while datetime.combine(day, time.min, one.zone) < span.ends:
            days.add(day)
            day += timedelta(days=1)
    return len(days)


def _concerned(
    plan: Plan, tenant_id: int, there: Iterable[homes.Stay], owners: dict[int, int]
) -> Iterator[Span]:
    """When a plan concerns a tenant: one for a node as long as that is its home."""
    scope = plan.scope
    named = tenant_id in scope["tenants"] or any(owners.get(id) == tenant_id for id in scope["seats"])
    if named or not any(scope.values()):
        yield _of(plan)
        return
    for stay in there:
        if stay.node_id in scope["nodes"] and (within := stay.common(plan.starts_at, plan.ends_at)):
            yield Span(within[0], within[1] or FOREVER)


def _owners(seats: Iterable[int]) -> dict[int, int]:
    query = select(Seat.id, Seat.tenant_id).where(Seat.id.in_(seats))
    return dict(db.session.execute(query).tuples().all())


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    everybody = not any(one.values()) or not any(other.values())
    return everybody or any(set(one[kind]) & set(other[kind]) for kind in one)


def _of(plan: Plan) -> Span:
    return Span(plan.starts_at, plan.ends_at or FOREVER)


def _span(first: date, after: date, zone: str) -> Span:
    return Span(*(datetime.combine(day, time.min, ZoneInfo(zone)) for day in (first, after)))
