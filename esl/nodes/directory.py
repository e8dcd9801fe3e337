"""The nodes and what runs on them, for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from seatyard.db import db
from tenants.models import Tenant

from ..mending import service as mending
from ..mending.models import DriftLook
from ..models import Node, Placement
from ..reconcile.models import LiveChannel
from . import room


def nodes() -> list[Node]:
    """All nodes by name."""
    return list(db.session.scalars(select(Node).order_by(Node.name)))


def names() -> dict[int, str]:
    """The nodes' names by id."""
    return dict(db.session.execute(select(Node.id, Node.name)).tuples().all())


@dataclass(frozen=True, slots=True)
class State:
    """A node as it stands now."""

    node: Node
    homes: int
    """Tenants whose home it is."""
    waiting: int
    """Of them, those whose newest generation it has not acknowledged."""
    refused: int
    """Of these, those that it refused at the last attempt."""
    channels: int
    """Answered, and not hung up."""
    seats: int
    """Active ones of the tenants at home."""
    look: DriftLook | None
    """The last one that somebody asked for."""


def states(name: str | None = None) -> list[State]:
    """All nodes by name, or the one of this name; five statements however many tenants there are."""
    query = select(Node).order_by(Node.name)
    found = list(db.session.scalars(query.filter_by(name=name) if name is not None else query))
    ids = [node.id for node in found]
    placed, channels, looks = _placed(ids), _channels(ids), mending.latest(ids)
    seats = room.seats_by_node(ids)
    return [
        State(
            node,
            *placed.get(node.id, (0, 0, 0)),
            channels.get(node.id, 0),
            seats.get(node.id, 0),
            looks.get(node.id),
        )
        for node in found
    ]


def _placed(node_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """By node: tenants at home, those that wait, those of them that were refused."""
    waits = Placement.acked_generation < Tenant.generation
    query = (
        select(
            Placement.node_id,
            func.count(),
            func.count(case((waits, 1))),
            func.count(case((waits & Placement.problem.is_not(None), 1))),
        )
        .join(Tenant, Tenant.id == Placement.tenant_id)
        .where(Placement.node_id.in_(node_ids))
        .group_by(Placement.node_id)
    )
    rows = db.session.execute(query).tuples()
    return {node_id: (homes, waiting, refused) for node_id, homes, waiting, refused in rows}


def _channels(node_ids: Sequence[int]) -> dict[int, int]:
    query = select(LiveChannel.node_id, func.count()).where(LiveChannel.node_id.in_(node_ids))
    return dict(db.session.execute(query.group_by(LiveChannel.node_id)).tuples().all())


def tenants_placed() -> dict[int, int]:
    """How many tenants call each node their home, by node id."""
    query = select(Placement.node_id, func.count()).group_by(Placement.node_id)
    return dict(db.session.execute(query).tuples().all())


def placements(tenant_ids: Sequence[int]) -> dict[int, Placement]:
    """Home node and acknowledged generation, by tenant id; a tenant without a home is not in it."""
    query = select(Placement).where(Placement.tenant_id.in_(tenant_ids))
    return {placement.tenant_id: placement for placement in db.session.scalars(query)}
