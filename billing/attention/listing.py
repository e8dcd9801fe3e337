"""Tenants with what they need, those first that need somebody soonest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from esl.models import Node, Placement
from esl.seats.in_use import in_use
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.findings.models import Finding
from seatyard.paging import LAST, Page
from tenants import directory
from tenants.models import Tenant
from tenants.suspensions.models import Suspension

from .models import TenantStanding

PROBLEM, OVERDUE, FINDINGS, ON_ITS_WAY, FINE = "problem", "overdue", "findings", "on_its_way", "fine"
HEALTHS = (PROBLEM, OVERDUE, FINDINGS, ON_ITS_WAY, FINE)
"""The switch refuses what is wanted; money is overdue; findings are open; the newest generation is not live
yet, or there is no home; none of it. A tenant is in the first that is true of it."""
ACTIVE, SUSPENDED, ENDED = "active", "suspended", "ended"
LIVES = (ACTIVE, SUSPENDED, ENDED)
"""Of an ended one the data is deleted."""


@dataclass(frozen=True)
class Filters:
    """Which tenants; what is empty does not narrow."""

    search: str = ""
    """A part of a name, title or domain."""
    health: str = ""
    life: str = ""


@dataclass(frozen=True)
class Entry:
    tenant: Tenant
    health: str
    life: str
    node: str | None
    acked_generation: int
    problem: str | None
    """Why the switch did not take the newest generation."""
    findings: int
    """Open ones."""
    standing: TenantStanding | None
    """None before it was reckoned first, or without a contract."""
    leased: int = 0
    in_use: int = 0
    """Of the leased seats, those that are signed in with a phone."""
    numbers: int = 0


_FOUND = (
    select(Finding.tenant_id, func.count().label("many"))
    .where(Finding.cleared_at.is_(None), Finding.tenant_id.is_not(None))
    .group_by(Finding.tenant_id)
    .subquery()
)
_BEHIND = Placement.acked_generation < Tenant.generation
_TRUE: dict[str, ColumnElement[bool]] = {
    PROBLEM: and_(_BEHIND, Placement.problem.is_not(None)),
    OVERDUE: TenantStanding.overdue_since.is_not(None),
    FINDINGS: func.coalesce(_FOUND.c.many, 0) > 0,
    ON_ITS_WAY: and_(Tenant.deleted_at.is_(None), or_(Placement.tenant_id.is_(None), _BEHIND)),
}
_RANK: ColumnElement[int] = case(*((true, at) for at, true in enumerate(_TRUE.values())), else_=len(_TRUE))
_LIFE: ColumnElement[str] = case(
    (Tenant.deleted_at.is_not(None), ENDED), (Suspension.since.is_not(None), SUSPENDED), else_=ACTIVE
)


def listing(wanted: Filters, page: int = 1, size: int = 50) -> Page[Entry]:
    """A page of tenants: five statements, however many there are. InvalidInput for an unknown filter."""
    number, query = min(max(1, page), LAST), _narrowed(wanted)
    total = db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    by = (_RANK, TenantStanding.overdue_since, Tenant.name)
    rows = db.session.execute(query.order_by(*by).limit(size).offset((number - 1) * size)).tuples().all()
    ids = [row[0].id for row in rows]
    leased, used, held = directory.seats_leased(ids), in_use(ids), directory.numbers_held(ids)
    entries = [
        Entry(
            tenant,
            HEALTHS[rank],
            life,
            node,
            acked or 0,
            problem,
            many or 0,
            standing,
            leased.get(tenant.id, 0),
            used.get(tenant.id, 0),
            held.get(tenant.id, 0),
        )
        for tenant, rank, life, node, acked, problem, many, standing in rows
    ]
    return Page(entries, number, total, size)


def counted() -> dict[str, int]:
    """How many tenants that have not ended need what, by the first thing that is true of each."""
    query = _narrowed(Filters()).with_only_columns(_RANK, func.count(), maintain_column_froms=True)
    rows = db.session.execute(query.where(Tenant.deleted_at.is_(None)).group_by(_RANK))
    return {HEALTHS[rank]: many for rank, many in rows}


def _narrowed(wanted: Filters) -> Select[Any]:
    columns = (Tenant, _RANK, _LIFE, Node.name, Placement.acked_generation, Placement.problem)
    query = (
        select(*columns, _FOUND.c.many, TenantStanding)
        .outerjoin(Placement, Placement.tenant_id == Tenant.id)
        .outerjoin(Node, Node.id == Placement.node_id)
        .outerjoin(Suspension, Suspension.tenant_id == Tenant.id)
        .outerjoin(TenantStanding, TenantStanding.tenant_id == Tenant.id)
        .outerjoin(_FOUND, _FOUND.c.tenant_id == Tenant.id)
    )
    if wanted.search:
        query = query.where(directory.named_like(wanted.search))
    if wanted.health:
        query = query.where(_RANK.in_([_place(wanted.health, HEALTHS, "health")]))
    if wanted.life:
        query = query.where(_LIFE.in_([LIVES[_place(wanted.life, LIVES, "life")]]))
    return query


def _place(name: str, names: tuple[str, ...], where: str) -> int:
    if name not in names:
        raise InvalidInput(f"no tenant is {name!r}", where=where, allowed=", ".join(names))
    return names.index(name)
