"""Stopping a tenant's service and giving it back: a new generation, which its node takes over.

In the caller's transaction. Any process answers the node's next question by the new generation from the
commit on, so that a call begun after it goes, or is refused, at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from seatyard import clock
from seatyard.db import db, insert

from ..models import Tenant
from .models import Suspension


def stop(tenant_id: int) -> bool:
    """Refuse the tenant's calls from now on; False when they are already."""
    return _become(tenant_id, clock.now())


def restore(tenant_id: int) -> bool:
    """Let its calls go again; False when they do."""
    return _become(tenant_id, None)


def since(tenant_id: int) -> datetime | None:
    """Since when its service stands still; None while it does not."""
    return db.session.scalar(select(Suspension.since).filter_by(tenant_id=tenant_id))


def states(session: Session, tenant_ids: list[int]) -> dict[int, bool]:
    """Of those that were suspended at some time: whether they are."""
    query = select(Suspension.tenant_id, Suspension.since).where(Suspension.tenant_id.in_(tenant_ids))
    return {tenant_id: since is not None for tenant_id, since in session.execute(query)}


def _become(tenant_id: int, moment: datetime | None) -> bool:
    if (since(tenant_id) is None) == (moment is None):
        return False
    row = insert(Suspension).values(tenant_id=tenant_id, since=moment)
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant_id"], set_={"since": moment}))
    raised = update(Tenant).where(Tenant.id == tenant_id).values(generation=Tenant.generation + 1)
    db.session.execute(raised)
    return True
