"""Whom a node serves: its tenants, and those that have moved away while calls of theirs are still up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from seatyard import clock
from seatyard.db import db, snapshot
from tenants.models import Tenant

from ..models import Placement
from .models import Move


def served_by(node_id: int, tenant_id: InstrumentedAttribute[Any] = Tenant.id) -> ColumnElement[bool]:
    """Whether a row's tenant is at home on the node, or leaving it."""
    placed = select(Placement.tenant_id).where(Placement.node_id == node_id)
    leaving = select(Move.tenant_id).where(Move.from_id == node_id, Move.done_at.is_(None))
    return or_(tenant_id.in_(placed), tenant_id.in_(leaving))


def to_clean(node_id: int) -> list[tuple[int, int, str, bool]]:
    """Of each tenant that is live elsewhere and not yet off this node: the move's id, the tenant's id and
    domain, and whether its calls have been waited for long enough."""
    query = (
        select(Move.id, Tenant.id, Tenant.domain, Move.leave_by)
        .join(Tenant, Tenant.id == Move.tenant_id)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .where(Move.from_id == node_id, Move.done_at.is_(None))
        .where(Placement.node_id != node_id, Placement.acked_at.is_not(None))
        .order_by(Move.id)
    )
    with snapshot():
        now = clock.now()
        return [(id, tenant, domain, by <= now) for id, tenant, domain, by in db.session.execute(query)]
