"""What was asked for and is not so yet, by the day on which it is due; and what was decided lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.paging import Page, Part, paged, part

from ..models import Tenant
from .models import OPEN, STATES, TenantRequest


@dataclass(frozen=True, slots=True)
class Entry:
    """A request, and how it stands with its day."""

    request: TenantRequest
    tenant: Tenant
    days: int
    """Left until it is due, by the tenant's local day; below zero it is late. Of a decided one, as it was
    decided."""

    @property
    def late(self) -> bool:
        return self.days < 0


def listing(state: str = OPEN, page: int = 1) -> Page[Entry]:
    """Requests in a state: open ones by their day, others the last asked for first."""
    query = select(TenantRequest).filter_by(state=_known(state))
    by_day = (TenantRequest.due, TenantRequest.id)
    ordered = query.order_by(*(by_day if state == OPEN else (TenantRequest.id.desc(),)))
    found = paged(ordered, page)
    return Page(entries(found.entries), found.number, found.total, found.size)


def open_ones() -> list[Entry]:
    """All open requests by their day, read through an index of the open ones alone."""
    query = select(TenantRequest).filter_by(state=OPEN).order_by(TenantRequest.due, TenantRequest.id)
    return entries(db.session.scalars(query).all())


def part_of(state: str = OPEN, after: str = "", limit: int = 50) -> Part[Entry]:
    """Requests in a state, the last asked for first, those after one."""
    query = select(TenantRequest).filter_by(state=_known(state))
    found = part(query, TenantRequest.id, after, limit, descending=True)
    return Part(entries(found.entries), found.after)


def of_tenant(tenant_id: int, after: str = "", limit: int = 50) -> Part[Entry]:
    """A tenant's own, the last asked for first."""
    found = part(
        select(TenantRequest).filter_by(tenant_id=tenant_id), TenantRequest.id, after, limit, descending=True
    )
    return Part(entries(found.entries), found.after)


def entries(found: Sequence[TenantRequest]) -> list[Entry]:
    """Each with its tenant and the days left."""
    owners = select(Tenant).where(Tenant.id.in_({one.tenant_id for one in found}))
    by_id = {one.id: one for one in db.session.scalars(owners)}
    return [_entry(one, by_id[one.tenant_id]) for one in found]


def _entry(request: TenantRequest, tenant: Tenant) -> Entry:
    at = (request.decided_at or clock.now()).astimezone(ZoneInfo(tenant.timezone)).date()
    return Entry(request, tenant, (request.due - at).days)


def late(today: date) -> int:
    """How many open ones are due before the operator's day."""
    query = select(func.count()).select_from(TenantRequest)
    return db.session.scalar(query.where(TenantRequest.state == OPEN, TenantRequest.due < today)) or 0


def _known(state: str) -> str:
    if state not in STATES:
        raise InvalidInput(f"no request is {state!r}", where="state", allowed=", ".join(STATES))
    return state
