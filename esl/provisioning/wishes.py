"""What the database wants of a node, and how far the node has come: read here, recorded here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from seatyard import clock, findings
from seatyard.db import db, slices, snapshot, transaction
from tenants.models import Queue, Tenant

from ..answers.suspension import stands_still
from ..models import Placement
from ..nodes import moving
from ..seats.service import rows_of
from . import registrations
from .desired import Phone, desired
from .state import State

TOGETHER = 20
"""Tenants read at a time: between them the process has other things to do, such as to listen to switches."""


@dataclass(frozen=True)
class Wish:
    """A tenant's generation, and the state of the switch that it means."""

    tenant_id: int
    domain: str
    generation: int
    state: State
    agents: frozenset[str]
    """The agents that the tenant has, or once had: all that may be there under its name."""
    suspended: bool | None = None
    """Whether its service stands still; None of one that was never suspended."""
    unwelcome: frozenset[str] = frozenset()
    """The seats whose phones may not stay registered: see :func:`.registrations.unwelcome`."""


def pending(node_id: int) -> dict[int, int]:
    """Tenants of this node that wait for an acknowledgement, with the generation they wait for."""
    query = (
        select(Tenant.id, Tenant.generation)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .where(Placement.node_id == node_id, Placement.acked_generation < Tenant.generation)
    )
    with snapshot():
        return dict(db.session.execute(query).tuples().all())


def placed(node_id: int) -> dict[int, int]:
    """Tenants of this node with the generation that it acknowledged last."""
    query = select(Placement.tenant_id, Placement.acked_generation).filter_by(node_id=node_id)
    with snapshot():
        return dict(db.session.execute(query).tuples().all())


def of_domains(node_id: int, domains: Collection[str]) -> set[int]:
    """The tenants of this node that have these domains."""
    query = (
        select(Tenant.id)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .where(Placement.node_id == node_id)
    )
    with snapshot():
        return {
            tenant
            for some in slices(sorted(domains))
            for tenant in db.session.scalars(query.where(Tenant.domain.in_(some)))
        }


def read(node_id: int, tenant_ids: Collection[int], registered: Collection[Phone]) -> list[Wish]:
    """The tenants' wishes as they are now, generation and state from one snapshot; of those among them
    that are at home on the node."""
    query = (
        select(Tenant)
        .join(Placement, (Placement.tenant_id == Tenant.id) & (Placement.node_id == node_id))
        .options(
            selectinload(Tenant.seats),
            selectinload(Tenant.queues).selectinload(Queue.tiers),
            joinedload(Tenant.suspension),
        )
    )
    there = registrations.by_domain(registered)
    with snapshot():
        return [
            Wish(
                tenant.id,
                tenant.domain,
                tenant.generation,
                desired(tenant, registered, says),
                frozenset(seat.switch_name for seat in tenant.seats),
                stands_still(tenant) if tenant.suspension else None,
                registrations.unwelcome(tenant, there[tenant.domain]),
            )
            for some in slices(sorted(tenant_ids), TOGETHER)
            for says in [rows_of(some)]
            for tenant in db.session.scalars(query.where(Tenant.id.in_(some)).order_by(Tenant.id))
        ]


def acknowledged(node_id: int, wish: Wish, seconds: float) -> None:
    """Record that the node runs this generation, ``seconds`` after it was seen to be wanted.

    Looked at again and found in order, it keeps the time of its first acknowledgement. Of a tenant that has
    moved away meanwhile nothing is recorded, here and below.
    """
    now = clock.now()
    news = or_(Placement.acked_generation != wish.generation, Placement.problem.is_not(None))
    values = {"acked_generation": wish.generation, "acked_at": now, "ack_seconds": seconds}
    with transaction():
        _record(node_id, Placement.tenant_id == wish.tenant_id, news, problem=None, **values)
        moving.arrived(wish.tenant_id, node_id, now)
    if wish.unwelcome:
        registrations.ended(wish.tenant_id, wish.generation)


def failed(node_id: int, tenant_ids: Collection[int], problem: str) -> None:
    """Record why the last attempt was not acknowledged."""
    with transaction():
        for some in slices(tenant_ids):
            _record(node_id, Placement.tenant_id.in_(some), problem=problem)


def forgotten(node_id: int, tenant_ids: Collection[int]) -> None:
    """The node does not hold what it once acknowledged: it was rebuilt, or restarted."""
    with transaction():
        for some in slices(tenant_ids):
            which = Placement.tenant_id.in_(some)
            _record(node_id, which, acked_generation=0, acked_at=None, ack_seconds=None)


def drifted(node_id: int, commands: Mapping[int, list[str]]) -> None:
    """Report what the node no longer had though it had acknowledged it, and what put it right."""
    if not commands:
        return
    with transaction():
        for tenant_id, texts in commands.items():
            message = f"the switch had drifted: {len(texts)} commands put it right, first {texts[0]}"
            key = f"node {node_id} tenant {tenant_id}"
            findings.report("drift", key, message, tenant_id=tenant_id, commands=texts[:50])


def _record(node_id: int, *which: ColumnElement[bool], **values: object) -> None:
    here = update(Placement).where(Placement.node_id == node_id, *which)
    db.session.execute(here.values(**values))
