"""Seats' time for whoever shows it: by seat and local day of the tenant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock, moments
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from seatyard.paging import Page, paged, part
from tenants.directory import find
from tenants.models import Seat, Tenant
from tenants.reasons import busy_reasons

from . import service
from .days import Day, Kind, by_day, midnight

PAGE = 20
MOST_DAYS = 31
"""Of what is asked for by days."""


@dataclass(frozen=True)
class SeatDays:
    """A seat's time, by local day."""

    seat: Seat
    days: list[Day]

    @property
    def times(self) -> dict[Kind, int]:
        """Microseconds of each kind, of all days."""
        found: dict[Kind, int] = {}
        for day in self.days:
            for kind, microseconds in day.times.items():
                found[kind] = found.get(kind, 0) + microseconds
        return found

    @property
    def signed_in(self) -> int:
        """Microseconds: the seat-hours."""
        return sum(day.signed_in for day in self.days)

    @property
    def unknown(self) -> int:
        return sum(day.unknown for day in self.days)

    @property
    def seat_days(self) -> int:
        """Local days on which it was signed in at any moment."""
        return sum(day.signed_in > 0 for day in self.days)


@dataclass(frozen=True)
class Report:
    """The time of a tenant's seats between two moments, none of them to come."""

    tenant: Tenant
    starts: datetime
    ends: datetime
    seats: list[SeatDays]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tenant.timezone)

    def reason(self, code: int | None, language: str) -> str:
        """The name of a busy reason; empty for one that the tenant does not list."""
        return busy_reasons(self.tenant.policies).get(code or 0, {}).get(language, "")


def report(
    name: str, starts: datetime | None = None, ends: datetime | None = None, number: str | None = None
) -> Report:
    """Of all seats of a tenant that were leased then, or of one; by default of the local day so far.

    A moment without an offset is in the tenant's zone. The time that is to come is left out.
    """
    tenant = find(name)
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    zone, now = ZoneInfo(tenant.timezone), clock.now()
    until = min(now, _aware(ends, zone)) if ends else now
    since = _aware(starts, zone) if starts else midnight(until.astimezone(zone).date(), zone)
    if since >= until:
        said = " and ".join(moment.astimezone(zone).isoformat() for moment in (since, until))
        raise InvalidInput(
            f"nothing lies between {said}", where="--from, --to", allowed="a time that has passed"
        )
    if number is not None:
        _must_be(tenant, number)
    return _report(tenant, since, until, service.of_tenant(tenant.id, since, until, number))


def day_of(tenant: Tenant, day: date, page: int = 1) -> Page[SeatDays]:
    """A local day of a tenant's seats, as far as it has passed, a page of seats at a time."""
    zone = ZoneInfo(tenant.timezone)
    starts, ends = midnight(day, zone), min(midnight(day + timedelta(days=1), zone), clock.now())
    if starts >= ends:
        return Page([], 1, 0, PAGE)
    found = paged(service.leased(tenant.id, starts, ends), page, PAGE)
    times = service.of_seats(tenant.id, found.entries, starts, ends)
    entries = [SeatDays(one.seat, by_day(one.found, zone)) for one in times]
    return Page(entries, found.number, found.total, found.size)


def of_days(tenant: Tenant, since: date | None = None, until: date | None = None) -> Report:
    """All seats' time on local days of the tenant, the last one included, as far as it has passed; today by
    default. InvalidInput for more than ``MOST_DAYS``."""
    starts, ends = _span(tenant, since, until)
    found = service.of_tenant(tenant.id, starts, ends)
    return _report(tenant, starts, ends, found)


def part_of(
    tenant: Tenant,
    since: date | None = None,
    until: date | None = None,
    seat: str | None = None,
    after: str = "",
    limit: int = PAGE,
) -> tuple[Report, str]:
    """The same of a part of the seats by number, or of one; and after which number the next part begins."""
    starts, ends = _span(tenant, since, until)
    leased = service.leased(tenant.id, starts, ends).order_by(None)
    if seat is not None:
        _must_be(tenant, seat)
        leased = leased.where(Seat.number == seat)
    found = part(leased, Seat.number, after, limit)
    times = service.of_seats(tenant.id, found.entries, starts, ends)
    return _report(tenant, starts, ends, times), found.after


def _report(tenant: Tenant, starts: datetime, ends: datetime, found: Iterable[service.OfSeat]) -> Report:
    zone = ZoneInfo(tenant.timezone)
    return Report(tenant, starts, ends, [SeatDays(one.seat, by_day(one.found, zone)) for one in found])


def _span(tenant: Tenant, since: date | None, until: date | None) -> tuple[datetime, datetime]:
    zone, now = ZoneInfo(tenant.timezone), clock.now()
    today = now.astimezone(zone).date()
    last = min(until or today, today)
    first = since or last
    if not 0 <= (last - first).days < MOST_DAYS:
        allowed = f"1 to {MOST_DAYS} days, none of them to come"
        raise InvalidInput(f"{first} to {last}", where="since, until", allowed=allowed)
    return midnight(first, zone), min(midnight(last + timedelta(days=1), zone), now)


def last_days(tenant: Tenant, seat: Seat, days: int = 7) -> list[Day]:
    """The last local days of a seat, today first."""
    zone, now = ZoneInfo(tenant.timezone), clock.now()
    starts = midnight(now.astimezone(zone).date() - timedelta(days=days - 1), zone)
    (found,) = service.of_seats(tenant.id, [seat], starts, now)
    return by_day(found.found, zone)[::-1]


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    moments.check(moment, "--from, --to")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _must_be(tenant: Tenant, number: str) -> None:
    if db.session.scalar(select(Seat.id).filter_by(tenant_id=tenant.id, number=number)) is None:
        raise NotFound(f"no seat {number} of tenant {tenant.name}")
