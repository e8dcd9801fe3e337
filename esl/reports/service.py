"""A report of a tenant, as it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import InvalidInput, NotFound
from tenants.models import Tenant

from . import kept
from .counting import NUMBER, QUEUE
from .hours import seat_hours
from .levels import service_levels
from .of_seats import seats
from .periods import CUTS, DAY, HOUR, MOST_DAYS, MOST_DAYS_BY_HOUR, Period
from .places import origins
from .tables import Table
from .words import ORIGINS, REPORTS, SEAT_HOURS, SEATS, SERVICE_LEVELS

BY = (*CUTS, QUEUE, NUMBER)
"""What the rows of the service levels may be."""
LATEST_DAYS = 30
"""Days of a report that nobody named a time for, today the last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report, of what: as questions of an address have it."""

    report: str
    since: date | None = None
    until: date | None = None
    by: str = DAY
    """Of the service levels: one of ``BY``."""
    queue_id: int | None = None
    """Of the service levels: of this queue of the tenant's alone."""


def report(tenant: Tenant, asked: Asked) -> Table:
    """NotFound for a report or queue that there is not, InvalidInput for a time that is none or too long."""
    if asked.report not in REPORTS:
        raise NotFound(f"no report {asked.report}", where="report", allowed=", ".join(REPORTS))
    if asked.by not in BY:
        raise InvalidInput(f"nothing is told by {asked.by}", where="by", allowed=", ".join(BY))
    if asked.queue_id is not None and asked.queue_id not in {queue.id for queue in tenant.queues}:
        raise NotFound("no such queue", where=f"queue {asked.queue_id}")
    period = period_of(tenant, asked.since, asked.until, asked.by)
    makers: dict[str, Callable[[], Table]] = {
        SERVICE_LEVELS: lambda: service_levels(tenant.id, period, asked.by, asked.queue_id),
        SEAT_HOURS: lambda: seat_hours(tenant.id, period),
        SEATS: lambda: seats(tenant.id, period),
        ORIGINS: lambda: origins(tenant.id, period),
    }
    found, days = makers[asked.report](), kept.kept_days(tenant.id, period)
    return replace(found, kept_until=days[-1] if days else None)


def period_of(tenant: Tenant, since: date | None, until: date | None, by: str = DAY) -> Period:
    """Local days of the tenant, none to come; the last ``LATEST_DAYS`` by default, by hour today alone."""
    zone = ZoneInfo(tenant.timezone)
    today = clock.now().astimezone(zone).date()
    last = min(until or today, today)
    first = since or (last if by == HOUR else last - timedelta(days=LATEST_DAYS - 1))
    most = MOST_DAYS_BY_HOUR if by == HOUR else MOST_DAYS
    if not 0 <= (last - first).days < most:
        allowed = f"1 to {most} days, none of them to come"
        raise InvalidInput(f"{first} to {last}", where="since, until", allowed=allowed)
    return Period(first, last, zone)
