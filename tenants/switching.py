"""A seat that its tenant switches off, and on again.

Meanwhile it is leased and paid for, keeps its places in queues, and the switch does not know it: it takes no
call, makes none, and its phones cannot register. A talk that goes on is not ended.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict

from . import directory, leading, tenures
from .models import Seat, Tenant
from .onboarding.sections import Onboarding


@dataclass(frozen=True)
class Consequences:
    """Of switching a seat off."""

    leads: list[str]
    """Where callers are still sent to it, and find nobody: ``main/desk``, ``sales.on_full``."""
    alone: list[str]
    """Its queues in which no other seat is on."""


def consequences(seat: Seat) -> Consequences:
    alone = sorted(
        tier.queue.name
        for tier in seat.tiers
        if not any(other.seat.active for other in tier.queue.tiers if other.seat is not seat)
    )
    return Consequences(leading.to_seat(_what_leads(seat.tenant), seat.number), alone)


def _what_leads(tenant: Tenant) -> Onboarding:
    """What is published now, as a file says it."""
    queues = [
        {"name": queue.name, **{target: getattr(queue, target) for target in leading.TARGETS}}
        for queue in tenant.queues
    ]
    return {"flows": {flow.name: flow.document for flow in tenant.flows}, "queues": queues}


def switch(tenant: Tenant, number: str, *, off: bool) -> Seat:
    """Switch it off, or on again, from the next generation on; already so, nothing is changed. Commits.

    Conflict where its lease has not begun, or is over.
    """
    locked = select(Tenant).filter_by(id=tenant.id).with_for_update()
    owner = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    seat = directory.seat(owner, number)
    if not seat.held:
        raise Conflict(f"seat {number} is not leased now", where="seat")
    if off != (seat.off_since is not None):
        now = clock.now()
        seat.off_since = now if off else None
        seat.active = not off and (not seat.tenures or tenures.at(seat, now) is not None)
        owner.generation += 1
    db.session.commit()
    return seat
