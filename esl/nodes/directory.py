"""The nodes and what runs on them, for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from seatyard.db import db

from ..models import Node, Placement


def nodes() -> list[Node]:
    """All nodes by name."""
    return list(db.session.scalars(select(Node).order_by(Node.name)))


def names() -> dict[int, str]:
    """The nodes' names by id."""
    return dict(db.session.execute(select(Node.id, Node.name)).tuples().all())


def tenants_placed() -> dict[int, int]:
    """How many tenants call each node their home, by node id."""
    query = select(Placement.node_id, func.count()).group_by(Placement.node_id)
    return dict(db.session.execute(query).tuples().all())


def placements(tenant_ids: Sequence[int]) -> dict[int, Placement]:
    """Home node and acknowledged generation, by tenant id; a tenant without a home is not in it."""
    query = select(Placement).where(Placement.tenant_id.in_(tenant_ids))
    return {placement.tenant_id: placement for placement in db.session.scalars(query)}
