"""Which days of which tenants are counted next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased

from seatyard import clock
from seatyard.db import db, one_moment
from tenants.models import Tenant

from ..dropping.boundary import settled_days
from ..models import Conversation
from . import days
from .models import CallDay

AT_ONCE = 60
"""Days of tenants at a look: other work that the clock brings has its turn in between."""
BACK = 62
"""Days that are made up for, of a tenant that none is kept of: this month and the last."""

Wanted = tuple[int, date]
"""A tenant's id, and a local day of it."""

KEPT = CallDay.kept_version.is_not(None)


def wanted() -> list[Wanted]:
    """Days that changed or are to be judged; then those not kept, the oldest first; then those that were
    counted by another clock or other rules, the latest first."""
    now = clock.now()
    with one_moment():
        changed = db.session.execute(_changed(now)).tuples().all()
        missing = [one for row in db.session.execute(_tenants()).tuples() for one in _missing(*row, now)]
        others = db.session.execute(_counted_otherwise()).tuples().all()
    return [*changed, *sorted(missing, key=lambda one: one[1]), *others][:AT_ONCE]


def _changed(now: datetime) -> Select[Wanted]:
    """Of those up to the last one kept: later ones are missing, and have their turn as such."""
    later = aliased(CallDay)
    reached = exists().where(
        later.tenant_id == CallDay.tenant_id, later.day >= CallDay.day, later.kept_version.is_not(None)
    )
    query = _days().where(CallDay.again_at <= now, reached)
    return query.order_by(CallDay.again_at, CallDay.tenant_id, CallDay.day)


def _counted_otherwise() -> Select[Wanted]:
    query = _days().where(KEPT, CallDay.basis != Tenant.timezone.concat(days.read_by()))
    if (settled := settled_days()) is not None:
        query = query.where(CallDay.day > settled)
    return query.order_by(CallDay.day.desc(), CallDay.tenant_id)


def _days() -> Select[Wanted]:
    query = select(CallDay.tenant_id, CallDay.day).join(Tenant, Tenant.id == CallDay.tenant_id)
    return query.where(Tenant.deleted_at.is_(None)).limit(AT_ONCE)


def _tenants() -> Select[tuple[int, str, date | None, datetime | None]]:
    """With the last day that is kept; where none is, with the first call."""
    last = select(func.max(CallDay.day)).where(CallDay.tenant_id == Tenant.id, KEPT).scalar_subquery()
    first = select(func.min(Conversation.started_at)).where(Conversation.tenant_id == Tenant.id)
    began = case((last.is_(None), first.scalar_subquery()))
    here = select(Tenant.id, Tenant.timezone, last, began).where(Tenant.deleted_at.is_(None))
    return here.order_by(Tenant.id)


def _missing(
    tenant_id: int, timezone: str, last: date | None, began: datetime | None, now: datetime
) -> Iterator[Wanted]:
    """Up to the last day that has been over for long enough."""
    zone = ZoneInfo(timezone)
    today = (now - days.AFTER).astimezone(zone).date()
    if last is not None:
        day = last + timedelta(days=1)
    elif began is not None:
        day = max(began.astimezone(zone).date(), today - timedelta(days=BACK))
    else:
        return
    while day < today:
        yield tenant_id, day
        day += timedelta(days=1)
