"""Room on the nodes: the seats placed on each against its capacity, and where the next tenant goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from seatyard.db import db
from tenants.models import Seat

from ..models import Node, Placement

USUAL = 1000
"""Seats that a node of which nobody said it is taken to have room for, when nodes are compared."""
LIVING, UNSEEN, AWAY = range(3)
"""The Event Socket is up; no worker has ever reached it; it was reached once, and is not now."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is placed on a node."""

    node: Node
    tenants: int
    seats: int
    """Active ones of those tenants."""

    @property
    def free(self) -> int | None:
        """Seats that still fit, below zero where there are too many; None: nobody said."""
        return None if self.node.capacity is None else self.node.capacity - self.seats

    @property
    def standing(self) -> int:
        if self.node.linked_at is not None:
            return LIVING
        return UNSEEN if self.node.core_uuid is None else AWAY

    def fits(self, seats: int) -> bool:
        return self.free is None or seats <= self.free

    def share(self, seats: int) -> float:
        """The part of its room that is taken once these are there, too."""
        return (self.seats + seats) / (self.node.capacity or USUAL)


def loads() -> list[Load]:
    """All nodes, by name; three statements however many tenants there are."""
    nodes = list(db.session.scalars(select(Node).order_by(Node.name)))
    query = select(Placement.node_id, func.count()).group_by(Placement.node_id)
    tenants = dict(db.session.execute(query).tuples().all())
    seats = seats_by_node([node.id for node in nodes])
    return [Load(node, tenants.get(node.id, 0), seats.get(node.id, 0)) for node in nodes]


def seats_by_node(node_ids: Collection[int]) -> dict[int, int]:
    """The active seats of the tenants at home on each, by node id; a node without any is not in it."""
    query = (
        select(Placement.node_id, func.count())
        .join(Seat, Seat.tenant_id == Placement.tenant_id)
        .where(Placement.node_id.in_(node_ids), Seat.active)
        .group_by(Placement.node_id)
    )
    return dict(db.session.execute(query).tuples().all())


def choose(seats: int = 0, *, besides: Collection[int] = (), living: bool = False) -> Node | None:
    """Where a tenant with so many seats goes: of the nodes that take tenants and have room for it, the one
    that is least full afterwards. None where there is none.

    Living nodes come first, then those that no worker has met yet, then those that are away: a tenant may
    be onboarded while no worker runs. ``living``: the first alone.
    """
    fitting = [
        load
        for load in loads()
        if load.node.draining_since is None and load.node.id not in besides and load.fits(seats)
        if load.standing == LIVING or not living
    ]

    def order(load: Load) -> tuple[int, float, int, int]:
        return load.standing, load.share(seats), load.tenants, load.node.id

    return min(fitting, key=order).node if fitting else None


def seats_of(tenant_id: int) -> int:
    """How many seats of a tenant take room: the active ones."""
    query = select(func.count()).select_from(Seat).where(Seat.tenant_id == tenant_id, Seat.active)
    return db.session.scalar(query) or 0
