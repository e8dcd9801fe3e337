"""A tenant's outages as they stand now: what credits are computed from, and what its status page shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select

from seatyard.db import db
from tenants.models import Seat

from ..models import Outage, Placement
from . import classes, plans
from .parts import NONE, PLANNED, PROVIDER, Part, cut


def of_tenant(tenant_id: int, starts_at: datetime, ends_at: datetime) -> list[Part]:
    """The certain outages of the tenant's home node that touch a span, whole, in order of time.

    What a person said of one stands for all of it; the others are the provider's, but for the parts
    that lie inside of what was announced ahead (``plans``), cut at its edges.
    """
    query = (
        select(Outage)
        .join(Placement, Placement.node_id == Outage.node_id)
        .where(Placement.tenant_id == tenant_id, Outage.starts_at < ends_at)
        .where(or_(Outage.ends_at.is_(None), Outage.ends_at > starts_at))
        .where(Outage.certain.is_(True), Outage.cause != NONE)
        .order_by(Outage.starts_at, Outage.id)
    )
    outages = list(db.session.scalars(query))
    if not outages:
        return []
    said = classes.standing([outage.id for outage in outages])
    announced = [one for _, one in plans.for_tenant(tenant_id, outages[0].starts_at, _end(outages))]
    seats = frozenset(db.session.scalars(select(Seat.id).filter_by(tenant_id=tenant_id)))
    found: list[Part] = []
    for outage in outages:
        whole = Part(outage.id, outage.kind, outage.starts_at, outage.ends_at, outage.cause)
        word = said.get(outage.id)
        if word is None and whole.cause == PROVIDER:
            found += cut(whole, announced, seats)
            continue
        told = word.announced_at if word else None
        before = whole.cause != PLANNED or told is None or told < outage.starts_at
        found.append(replace(whole, announced=before))
    return found


def _end(outages: list[Outage]) -> datetime | None:
    """When the last of them is over; None while one lasts."""
    ends = [outage.ends_at for outage in outages]
    return None if None in ends else max(end for end in ends if end is not None)
