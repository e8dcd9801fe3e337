"""Seats that their tenant switches off, and on again.

Meanwhile a seat is leased and paid for, keeps its places in queues, and the switch does not know it: it takes
no call, makes none, and its phones cannot register. A talk that goes on is not ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound

from . import leading, tenures
from .models import Queue, QueueSeat, Seat, Tenant
from .onboarding.sections import Onboarding

MOST = 1000
"""Seats at once."""


@dataclass(frozen=True)
class Consequences:
    """Of switching seats off."""

    leads: list[str]
    """Where callers are still sent to them, and find nobody: ``main/desk``, ``sales.on_full``."""
    alone: list[str]
    """Their queues in which no other seat is on."""


@dataclass(frozen=True)
class Switched:
    changed: list[str]
    """The numbers of those that were not so already."""
    generation: int
    """With which the switch has it so."""
    at: datetime
    """Since when those that were switched off are off."""
    follows: Consequences
    """While all of them are off."""


def consequences(tenant: Tenant, seats: Sequence[Seat]) -> Consequences:
    document, ids = _what_leads(tenant), [seat.id for seat in seats]
    leads = {place for seat in seats for place in leading.to_seat(document, seat.number)}
    others = QueueSeat.seat.has((Seat.tenant_id == tenant.id) & Seat.active & Seat.id.not_in(ids))
    alone = select(Queue.name).where(
        Queue.tenant_id == tenant.id,
        Queue.tiers.any(QueueSeat.seat_id.in_(ids)),
        ~Queue.tiers.any(others),
    )
    return Consequences(sorted(leads), list(db.session.scalars(alone.order_by(Queue.name))))


def _what_leads(tenant: Tenant) -> Onboarding:
    """What is published now, as a file says it."""
    queues = [
        {"name": queue.name, **{target: getattr(queue, target) for target in leading.TARGETS}}
        for queue in tenant.queues
    ]
    return {"flows": {flow.name: flow.document for flow in tenant.flows}, "queues": queues}


def switch(tenant: Tenant, numbers: Sequence[str], *, off: bool) -> Switched:
    """Switch them off, or on again, from the next generation on; where all are so, nothing changes. Commits.

    NotFound and Conflict name the first that is not there, or whose lease has not begun, or is over; then
    none is changed.
    """
    wanted = sorted(set(numbers))
    if not 1 <= len(wanted) <= MOST:
        raise InvalidInput(f"{len(wanted)} seats", where="numbers", allowed=f"1 to {MOST}")
    locked = select(Tenant).filter_by(id=tenant.id).with_for_update()
    owner = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    seats, now = _held(owner, wanted), clock.now()
    changing = [seat for seat in seats if off != (seat.off_since is not None)]
    for seat in changing:
        seat.off_since = now if off else None
        seat.active = not off and (not seat.tenures or tenures.at(seat, now) is not None)
    owner.generation += bool(changing)
    changed, generation = [seat.number for seat in changing], owner.generation
    db.session.commit()
    return Switched(changed, generation, now, consequences(owner, seats))


def off_at(tenant: Tenant, moment: datetime) -> list[str]:
    """The numbers of the seats that are off since this moment: those of one ``switch``."""
    query = select(Seat.number).filter_by(tenant_id=tenant.id, off_since=moment)
    return list(db.session.scalars(query.order_by(Seat.number)))


def _held(owner: Tenant, numbers: Sequence[str]) -> list[Seat]:
    query = select(Seat).where(Seat.tenant_id == owner.id, Seat.number.in_(numbers))
    query = query.options(selectinload(Seat.tenures))
    found = {seat.number: seat for seat in db.session.scalars(query)}
    for number in numbers:
        if number not in found:
            raise NotFound(f"no seat {number} of tenant {owner.name}", where="seat")
        if not found[number].held:
            raise Conflict(f"seat {number} is not leased now", where="seat")
    return [found[number] for number in numbers]
