"""A tenant read with all that a file compares, in a few queries however many seats there are."""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.orm import selectinload, undefer

from ..models import Flow, Queue, Seat, Tenant


def whole(query: Select[tuple[Tenant]]) -> Select[tuple[Tenant]]:
    """The query of a tenant, with its seats and their tenures, queues, flows, numbers."""
    seats = selectinload(Tenant.seats).options(selectinload(Seat.tenures), undefer(Seat.a1_hash))
    tiers = selectinload(Tenant.queues).selectinload(Queue.tiers)
    versions = selectinload(Tenant.flows).selectinload(Flow.versions)
    return query.options(seats, tiers, versions, selectinload(Tenant.numbers))
