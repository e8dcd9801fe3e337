"""What the database knows of a node's queues: whose phone an agent is, which queues there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, select

from seatyard.db import db, snapshot
from tenants.models import Queue, Seat, Tenant

from ..models import READY, Placement, SeatState
from ..provisioning.desired import Phone, reachable, status


@dataclass(frozen=True)
class Known:
    """Of tenants whose generation the node has acknowledged: the others are being provisioned."""

    phones: Mapping[str, Phone] = field(default_factory=dict)
    """By agent's name."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """By agent's name: the status that its phone and its word give it."""
    queues: frozenset[str] = frozenset()
    """Their names on the switch."""
    tenants: Mapping[str, int] = field(default_factory=dict)
    """Ids by domain."""


def read(node_id: int, registered: Collection[Phone]) -> Known:
    """Columns alone: a node may have tens of thousands of seats."""
    settled = (Placement.node_id == node_id, Placement.acked_generation == Tenant.generation)
    placed = Placement.tenant_id == Tenant.id
    tenants = select(Tenant.domain, Tenant.id).join(Placement, placed).where(*settled)
    seats = select(Seat.id, Seat.number, Seat.phone, Tenant.domain).join(Seat.tenant).join(Placement, placed)
    queues = select(Queue.id, Tenant.domain).join(Queue.tenant).join(Placement, placed).where(*settled)
    with snapshot():
        says = {row.seat_id: row for row in db.session.scalars(_not_ready(node_id))}
        phones, statuses = {}, {}
        for seat_id, number, telephone, domain in db.session.execute(seats.where(*settled, Seat.active)):
            name, phone = f"seat-{seat_id}@{domain}", (number, domain)
            there = reachable(telephone, phone, registered)
            phones[name], statuses[name] = phone, status(there, says.get(seat_id))
        names = frozenset(f"queue-{queue_id}@{domain}" for queue_id, domain in db.session.execute(queues))
        return Known(phones, statuses, names, dict(db.session.execute(tenants).tuples().all()))


def _not_ready(node_id: int) -> Select[tuple[SeatState]]:
    placed = Placement.tenant_id == SeatState.tenant_id
    return (
        select(SeatState)
        .join(Placement, placed)
        .where(Placement.node_id == node_id, SeatState.state != READY)
    )
