"""A request asked for, done, refused or withdrawn; each commits."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import LARGEST_ID, db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import words

from .. import directory
from ..models import Tenant
from ..onboarding import lead_times
from .kinds import KINDS
from .models import DONE, OPEN, REFUSED, WITHDRAWN, TenantRequest


def ask(name: str, kind: str, wants: str, *, by: str, on: date | None = None) -> TenantRequest:
    """Take a tenant's request, dated to the first day on which it may take effect, or ``on`` if later.

    InvalidInput for an unknown kind or no words, Conflict for a tenant whose data is deleted.
    """
    if kind not in KINDS:
        raise InvalidInput(f"nobody asks for {kind!r}", where="kind", allowed=", ".join(KINDS))
    said = words(wants, "wants")
    with transaction():
        tenant = directory.find(name)
        if tenant is None:
            raise NotFound(f"no tenant {name}", where="tenant")
        directory.must_live(tenant.id)
        first, clause = first_day(tenant, kind)
        if on is not None and on < _today(tenant):
            raise InvalidInput(f"{on} is over", where="on", allowed=f"from {_today(tenant)}")
        made = TenantRequest(
            tenant_id=tenant.id,
            kind=kind,
            wants=said,
            asked_by=by,
            due=max(first, on or first),
            clause=clause,
        )
        db.session.add(made)
        return _kept(made)


def first_day(tenant: Tenant, kind: str) -> tuple[date, str]:
    """The first day that the lead time allows for what is asked today, and the lead time in words."""
    named = KINDS[kind]
    effect = lead_times.effect(tenant, named) if named else None
    return (effect.first_day, effect.clause) if effect else (_today(tenant), "")


def done(request_id: int, *, by: str, note: str = "") -> TenantRequest:
    """Say that it is so now."""
    return _decided(request_id, DONE, by, words(note, "note") if note.strip() else "")


def refuse(request_id: int, *, by: str, reason: str) -> TenantRequest:
    """Say that it will not be so, and why; the tenant reads it."""
    return _decided(request_id, REFUSED, by, words(reason, "reason"))


def withdraw(tenant_id: int, request_id: int, *, by: str) -> TenantRequest:
    """Take it back, as the tenant that asked."""
    return _decided(request_id, WITHDRAWN, by, "", tenant_id)


def _decided(
    request_id: int, state: str, by: str, reason: str, tenant_id: int | None = None
) -> TenantRequest:
    with transaction():
        query = select(TenantRequest).filter_by(id=min(request_id, LARGEST_ID)).with_for_update()
        query = query.where(*([TenantRequest.tenant_id == tenant_id] if tenant_id is not None else []))
        found = db.session.scalar(query)
        if found is None:
            raise NotFound("no such request", where=f"R{request_id}")
        if found.state != OPEN:
            raise Conflict(f"{found.state} already by {found.decided_by}", where=f"R{request_id}")
        found.state, found.decided_at, found.decided_by = state, clock.now(), by
        found.reason = reason
        return _kept(found)


def _today(tenant: Tenant) -> date:
    return clock.now().astimezone(ZoneInfo(tenant.timezone)).date()


def _kept(changed: TenantRequest) -> TenantRequest:
    """Let it be read after the transaction."""
    db.session.flush()
    db.session.refresh(changed)
    db.session.expunge(changed)
    return changed
