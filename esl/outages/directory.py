"""Outages, for whoever shows them."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import Page, paged

from ..models import Outage


def listing(page: int = 1) -> Page[Outage]:
    """Outages, the latest first."""
    return paged(select(Outage).order_by(Outage.starts_at.desc()), page)


def latest() -> Outage | None:
    return db.session.scalar(select(Outage).order_by(Outage.starts_at.desc()).limit(1))


def one(outage_id: int) -> Outage:
    outage = db.session.get(Outage, outage_id)
    if outage is None:
        raise NotFound("no such outage", where=f"outage {outage_id}")
    return outage
