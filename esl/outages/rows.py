"""Which outage a node has now, and who is to know of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from seatyard.db import db

from ..models import Outage
from ..nodes import homes
from . import changes
from .kinds import DATABASE_AWAY
from .parts import NONE


def lasting(node_id: int) -> Outage | None:
    """The outage of the node that goes on, certain or not; the database's apart."""
    query = select(Outage).filter_by(node_id=node_id, ends_at=None).where(Outage.kind != DATABASE_AWAY)
    return db.session.scalars(query.order_by(Outage.starts_at)).first()


def meanwhile(node_id: int, starts_at: datetime, ends_at: datetime) -> Outage | None:
    """The last outage of the node that was certain and over within a span; the database's apart.

    None that was said to be no outage: it does not take in what turns out to be one.
    """
    query = select(Outage).filter_by(node_id=node_id, certain=True).where(Outage.kind != DATABASE_AWAY)
    query = query.where(Outage.cause != NONE)
    query = query.where(Outage.starts_at < ends_at, Outage.ends_at > starts_at)
    return db.session.scalars(query.order_by(Outage.starts_at.desc())).first()


def tell(outage: Outage) -> None:
    """It is certain, or over, or said to be something else: months that it touches may be invoiced."""
    db.session.flush()
    tenants = homes.stayed(outage.node_id, outage.starts_at, outage.ends_at)
    changes.tell(f"outage {outage.id}", tenants, outage.starts_at, outage.ends_at)
