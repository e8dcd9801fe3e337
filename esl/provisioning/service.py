"""Plan, drift and apply as one asks for them: a node at a time, over a link of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from seatyard import claims
from seatyard.db import db, snapshot
from seatyard.errors import Conflict, NotFound
from seatyard.logs import about
from tenants.models import Tenant

from ..models import Node, Placement
from ..session import Address, Link
from ..session.nodes import address_of, named
from . import actual, wishes
from .apply import Outcome, plans_of
from .apply import apply as bring
from .desired import Phone

WAIT = 30.0
"""Seconds to wait for a worker that is applying."""


@dataclass(frozen=True)
class Target:
    """A node with the tenants that are meant there, by id, with their names."""

    node_id: int
    address: Address
    tenants: dict[int, str]


def plan(nodes: Sequence[str], tenant: str | None) -> list[dict[str, Any]]:
    """Per node, the commands that are missing to what is wanted."""
    return [_differences(target, passing=True) for target in _targets(nodes, tenant)]


def drift(nodes: Sequence[str], tenant: str | None) -> list[dict[str, Any]]:
    """Per node, the commands missing to what it acknowledged: somebody else changed the switch."""
    targets = _targets(nodes, tenant, acknowledged=True)
    return [_differences(target, passing=False) for target in targets]


def apply(nodes: Sequence[str], tenant: str | None) -> list[dict[str, Any]]:
    """Bring each node to what is wanted, and record how that went.

    Raises Conflict when a worker is at it for longer than :data:`WAIT`.
    """
    return [_told(target, _apply(target)) for target in _targets(nodes, tenant)]


def _apply(target: Target) -> Outcome:
    began = time.monotonic()
    while (claim := claims.take(f"apply:{target.node_id}")) is None:
        if time.monotonic() - began > WAIT:
            raise Conflict("a worker is applying to it", where=f"node {target.address.name}")
        time.sleep(0.1)
    try:
        with about(node=target.address.name), Link(target.address) as link:
            outcome = bring(link, lambda: wishes.read(target.node_id, target.tenants, _registered(link)))
        for wish in outcome.acknowledged:
            wishes.acknowledged(target.node_id, wish, round(time.monotonic() - began, 3))
        for tenant_id, problem in outcome.problems.items():
            wishes.failed(target.node_id, [tenant_id], problem)
        return outcome
    finally:
        claim.release()


def _told(target: Target, outcome: Outcome) -> dict[str, Any]:
    generations = {wish.tenant_id: wish.generation for wish in outcome.acknowledged}
    tenants = [
        {"tenant": name, "generation": generations.get(id), "problem": outcome.problems.get(id)}
        for id, name in target.tenants.items()
    ]
    return {"node": target.address.name, "tenants": tenants}


def _differences(target: Target, passing: bool) -> dict[str, Any]:
    with Link(target.address) as link:
        there, registered = actual.read(link), _registered(link)
    commands = [
        {"command": command.text, "why": command.why, "tenant": target.tenants[wish.tenant_id]}
        for wish, commands in plans_of(wishes.read(target.node_id, target.tenants, registered), there)
        for command in commands
        if passing or not command.passing
    ]
    return {"node": target.address.name, "commands": commands}


def _registered(link: Link) -> frozenset[Phone]:
    rows = link.bgapi("show registrations as json").rows()
    return frozenset((row["reg_user"], row["realm"]) for row in rows)


def _targets(nodes: Sequence[str], tenant: str | None, acknowledged: bool = False) -> list[Target]:
    """The named nodes, or all; with a tenant, its home. NotFound for a name that nothing has."""
    query = (
        select(Tenant.id, Tenant.name)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .order_by(Tenant.id)
        .filter(*([Tenant.name == tenant] if tenant else []))
        .filter(*([Placement.acked_generation == Tenant.generation] if acknowledged else []))
    )
    with snapshot():
        homes = [home(tenant)] if tenant else []
        if homes and nodes and homes[0].name not in nodes:
            raise NotFound("it lives on another node", where=f"tenant {tenant}", allowed=homes[0].name)
        return [
            Target(
                node.id,
                address_of(node),
                dict(db.session.execute(query.where(Placement.node_id == node.id)).tuples().all()),
            )
            for node in homes or named(nodes)
        ]


def home(tenant: str) -> Node:
    """The node that a tenant lives on. NotFound says what is missing."""
    found = db.session.execute(
        select(Tenant.id, Node)
        .outerjoin(Placement, Placement.tenant_id == Tenant.id)
        .outerjoin(Node, Node.id == Placement.node_id)
        .where(Tenant.name == tenant)
    ).one_or_none()
    if found is None:
        raise NotFound("no such tenant", where=f"tenant {tenant}")
    if found[1] is None:
        raise NotFound("it is placed on no node yet", where=f"tenant {tenant}")
    node: Node = found[1]
    return node
