"""Moving a tenant's home: its placement changes with a row of ``moves``, and the nodes' workers do the rest.

The worker of the new home finds a tenant that it has not acknowledged, as one that was just onboarded; that
of the old one takes it off its node once it is live elsewhere (``provisioning.leaving``). Whatever breaks
off goes on from the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, NotFound
from tenants.models import Tenant

from ..models import Node, Placement
from ..outages import moved
from . import room, waiting
from .models import ASKED, EMPTIED, Move
from .service import node

PATIENCE = timedelta(hours=2)
"""For so long calls in progress keep the old node from being cleaned."""


def move(tenant: str, to: str, *, by: str, patience: timedelta = PATIENCE) -> Move:
    """Make a living node with room the tenant's home, from now on.

    Raises NotFound, and Conflict where it is at home there or cannot be.
    """
    with transaction():
        found = db.session.execute(
            select(Tenant, Placement)
            .join(Placement, Placement.tenant_id == Tenant.id)
            .where(Tenant.name == tenant)
            .with_for_update(of=Placement)
        ).one_or_none()
        if found is None:
            raise NotFound("no such tenant, or it is placed on no node yet", where=f"tenant {tenant}")
        _check(node(to), found[1])
        return told([begin(found[1], node(to), why=ASKED, by=by, patience=patience)])[0]


def empty(name: str, *, by: str, patience: timedelta = PATIENCE) -> list[Move]:
    """Move all tenants off a node that is draining, the largest first, each where there is most room.

    All or none: Conflict where one of them has no place, or the node takes tenants.
    """
    with transaction():
        leaving = node(name)
        if leaving.draining_since is None:
            raise Conflict("it takes tenants", where=f"node {name}", allowed="`seatyard node drain` first")
        made, left = scatter(leaving, why=EMPTIED, by=by, patience=patience)
        if left:
            raise Conflict(
                f"no living node has room for {', '.join(left)}",
                where=f"node {name}",
                allowed="`seatyard node list` shows their room; `node capacity`, `node add`",
            )
        return told(made)


def scatter(leaving: Node, *, why: str, by: str, patience: timedelta) -> tuple[list[Move], list[str]]:
    """Begin to move a node's tenants, in the caller's transaction; and the names of those without a place."""
    query = select(Placement, Tenant).join(Tenant, Tenant.id == Placement.tenant_id)
    held = query.where(Placement.node_id == leaving.id).with_for_update(of=Placement)
    there = [
        (room.seats_of(tenant.id), tenant, placement) for placement, tenant in db.session.execute(held).all()
    ]
    made, left = [], []
    for seats, tenant, placement in sorted(there, key=lambda one: (-one[0], one[1].id)):
        to = room.choose(seats, besides=[leaving.id], living=True)
        if to is None:
            left.append(tenant.name)
        else:
            made.append(begin(placement, to, why=why, by=by, patience=patience))
            db.session.flush()
    return made, left


def begin(placement: Placement, to: Node, *, why: str, by: str, patience: timedelta) -> Move:
    """Change a placement, in the caller's transaction. What was acknowledged was so by the old home."""
    now = clock.now()
    tenant_id, old = placement.tenant_id, placement.node_id
    back = (Move.tenant_id == tenant_id, Move.from_id == to.id, Move.done_at.is_(None))
    db.session.execute(update(Move).where(*back).values(done_at=now, problem=None))
    made = Move(tenant_id=tenant_id, from_id=old, to_id=to.id, why=why, asked_by=by, at=now)
    made.leave_by = now + patience
    db.session.add(made)
    placement.node_id, placement.problem, placement.acked_generation = to.id, None, 0
    placement.acked_at = placement.ack_seconds = None
    waiting.take_along(tenant_id, old, to.id)
    waiting.sign_out(tenant_id, now)
    return made


def arrived(tenant_id: int, node_id: int, at: datetime) -> None:
    """A tenant's home has acknowledged it; in the caller's transaction. Nothing for one that did not move."""
    at_home = exists().where(Placement.tenant_id == tenant_id, Placement.node_id == node_id)
    newest = select(Move.id).filter_by(tenant_id=tenant_id).order_by(Move.id.desc()).limit(1)
    which = (Move.id == newest.scalar_subquery(), Move.to_id == node_id, Move.live_at.is_(None))
    live = update(Move).where(*which, at_home).values(live_at=at).returning(Move.id, Move.from_id, Move.at)
    for move_id, from_id, since in db.session.execute(live).tuples().all():
        moved.tell(move_id, tenant_id, from_id, since, at)


def told(made: Sequence[Move]) -> list[Move]:
    """Let rows be read after the transaction."""
    db.session.flush()
    for one in made:
        db.session.refresh(one)
        for related in (one.tenant, one.old, one.new):
            db.session.refresh(related)
    return list(made)


def _check(to: Node, placement: Placement) -> None:
    where = f"node {to.name}"
    if placement.node_id == to.id:
        raise Conflict("the tenant is at home there", where=where)
    if to.draining_since is not None:
        raise Conflict("it takes no further tenants", where=where, allowed="`seatyard node ready` first")
    load = next(one for one in room.loads() if one.node.id == to.id)
    if load.standing != room.LIVING:
        raise Conflict("its Event Socket is not up", where=where, allowed="a node that a worker has reached")
    seats = room.seats_of(placement.tenant_id)
    if not load.fits(seats):
        free = f"{max(load.free or 0, 0)} of {to.capacity} seats are free, {seats} are wanted"
        raise Conflict(free, where=where, allowed="`seatyard node capacity` changes that")
