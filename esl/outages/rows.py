"""Which outage a node has now."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db

from ..models import Outage
from .kinds import DATABASE_AWAY


def lasting(node_id: int) -> Outage | None:
    """The outage of the node that goes on, certain or not; the database's apart."""
    query = select(Outage).filter_by(node_id=node_id, ends_at=None).where(Outage.kind != DATABASE_AWAY)
    return db.session.scalars(query.order_by(Outage.starts_at)).first()
