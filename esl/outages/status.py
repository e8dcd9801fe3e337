"""What a tenant may know of the node that it is at home on: now, of late, and ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db

from ..models import Outage, Placement
from . import plans
from .models import Plan
from .parts import Part
from .standing import of_tenant

LOOKED_BACK = timedelta(days=90)
LOOKED_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Status:
    lasting: list[Part]
    """What is out of order now, whosever fault it is."""
    questioned: bool
    """Whether one signal alone says that something is."""
    past: list[Part]
    """What was over within the last 90 days, the latest first."""
    ahead: list[Plan]
    """What was announced, now or in the next 90 days, the next first."""


def of(tenant_id: int) -> Status:
    now = clock.now()
    parts = of_tenant(tenant_id, now - LOOKED_BACK, now + timedelta(microseconds=1))
    # An outage that goes on is cut at the edges of plans to come, too.
    begun = [part for part in parts if part.starts_at <= now]
    lasting = [part for part in begun if part.ends_at is None or part.ends_at > now]
    past = [part for part in begun if part.ends_at is not None and now - LOOKED_BACK < part.ends_at <= now]
    past.sort(key=lambda part: (part.starts_at, part.outage_id), reverse=True)
    ahead = list({plan.id: plan for plan, _ in plans.for_tenant(tenant_id, now, now + LOOKED_AHEAD)}.values())
    return Status(lasting, _questioned(tenant_id), past, ahead)


def _questioned(tenant_id: int) -> bool:
    query = select(Outage.id).join(Placement, Placement.node_id == Outage.node_id).limit(1)
    query = query.where(Placement.tenant_id == tenant_id, Outage.ends_at.is_(None), Outage.certain.is_(False))
    return db.session.scalar(query) is not None
