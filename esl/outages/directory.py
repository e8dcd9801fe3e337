"""Outages, for whoever shows them."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from seatyard import clock
from seatyard.db import LARGEST_ID, db
from seatyard.errors import NotFound
from seatyard.paging import Page, Part, paged, part

from ..models import Conversation, Outage
from .models import OutageClass


def listing(page: int = 1) -> Page[Outage]:
    """Outages, the latest first."""
    return paged(select(Outage).order_by(Outage.starts_at.desc(), Outage.id.desc()), page)


def part_of(after: str = "", limit: int = 50) -> Part[Outage]:
    """Outages, the last recorded first, those after one."""
    return part(select(Outage), Outage.id, after, limit, descending=True)


def unsaid() -> list[Outage]:
    """Certain outages of which nobody has said what they were, the latest first."""
    said = exists().where(OutageClass.outage_id == Outage.id)
    query = select(Outage).where(Outage.certain.is_(True), ~said)
    return list(db.session.scalars(query.options(joinedload(Outage.node)).order_by(Outage.starts_at.desc())))


def one(outage_id: int) -> Outage:
    outage = db.session.get(Outage, outage_id) if outage_id <= LARGEST_ID else None
    if outage is None:
        raise NotFound("no such outage", where=f"outage {outage_id}")
    return outage


def answered_in(outage: Outage) -> int:
    """How many calls on the node began in its time and were answered: what speaks against it.

    A worker that is cut off from a node is one observer with several signals; calls were seen by others.
    """
    c = Conversation
    query = select(func.count()).where(c.node_id == outage.node_id, c.answered_at.is_not(None))
    within = query.where(c.started_at >= outage.starts_at, c.started_at < (outage.ends_at or clock.now()))
    return db.session.scalar(within) or 0
