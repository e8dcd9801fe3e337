"""Who stands on a tenant's board: its active seats with their queues, and what they say; its queues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, slices
from tenants.models import Queue, QueueSeat, Seat, Tenant

from ..models import SeatState


@dataclass(frozen=True, slots=True)
class Place:
    """A seat."""

    number: str
    name: str
    supervisor: bool
    telephone: str | None
    queues: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A queue."""

    name: str
    wrap_up: int
    """Seconds."""


@dataclass(frozen=True)
class Roster:
    tenant_id: int
    domain: str
    zone: ZoneInfo
    seats: Mapping[int, Place]
    queues: Mapping[int, Group]

    @cached_property
    def members(self) -> Mapping[int, list[int]]:
        """The seats of each queue."""
        found: dict[int, list[int]] = {queue_id: [] for queue_id in self.queues}
        for seat_id, place in self.seats.items():
            for queue_id in place.queues:
                found[queue_id].append(seat_id)
        return found

    def midnight(self) -> datetime:
        """When the tenant's day began."""
        return datetime.combine(clock.now().astimezone(self.zone).date(), time.min, self.zone)


def read(tenant_id: int) -> Roster:
    """As it is now. Needs a transaction."""
    domain, zone = db.session.execute(select(Tenant.domain, Tenant.timezone).filter_by(id=tenant_id)).one()
    queues = select(Queue.id, Queue.name, Queue.wrap_up).filter_by(tenant_id=tenant_id).order_by(Queue.name)
    of_seats: dict[int, list[int]] = defaultdict(list)
    tiers = select(QueueSeat.seat_id, QueueSeat.queue_id).join(Seat, Seat.id == QueueSeat.seat_id)
    for seat_id, queue_id in db.session.execute(tiers.where(Seat.tenant_id == tenant_id)):
        of_seats[seat_id].append(queue_id)
    seats = select(Seat.id, Seat.number, Seat.name, Seat.supervisor, Seat.phone)
    rows = db.session.execute(seats.where(Seat.tenant_id == tenant_id, Seat.active))
    return Roster(
        tenant_id,
        domain,
        ZoneInfo(zone),
        {
            row.id: Place(row.number, row.name, row.supervisor, row.phone, _sorted(of_seats[row.id]))
            for row in rows
        },
        {row.id: Group(row.name, row.wrap_up) for row in db.session.execute(queues)},
    )


def _sorted(ids: list[int]) -> tuple[int, ...]:
    return tuple(sorted(ids))


def says(tenant_id: int, seat_ids: Collection[int]) -> dict[int, SeatState]:
    """What these seats said last, by seat id. Needs a transaction."""
    found = {}
    for some in slices(sorted(seat_ids)):
        query = select(SeatState).where(SeatState.tenant_id == tenant_id, SeatState.seat_id.in_(some))
        for row in db.session.scalars(query):
            db.session.expunge(row)  # it is looked at after the transaction
            found[row.seat_id] = row
    return found
