"""Planned work and force majeure, entered ahead: what is an outage inside takes their cause, and no more.

A plan without an outage credits and excuses nothing. None is changed: it is withdrawn, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from seatyard import clock
from seatyard.db import LARGEST_ID, db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.paging import Page, Part, paged, part
from tenants.models import Seat, Tenant

from ..dropping.boundary import refuse_sealed
from ..models import Node, Outage
from ..nodes import homes
from ..session.nodes import named
from . import changes
from .errors import reason_of, told_of
from .models import Plan
from .parts import FORCE_MAJEURE, PLANNED, Announced

ALLOWED = (PLANNED, FORCE_MAJEURE)
Within = tuple[datetime, datetime | None]


def plan(
    cause: str,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    reason: str,
    by: str,
    nodes: Sequence[str] = (),
    tenants: Sequence[str] = (),
    seats: Sequence[str] = (),
    announced_at: datetime | None = None,
) -> Plan:
    """Enter a plan for nodes, tenants and seats (``acme/1001``) by name; for none of them: for all.

    ``announced_at`` is when tenants were told, now by default. Raises InvalidInput, NotFound, and
    Conflict for one that stands already.
    """
    reason = reason_of(reason)
    with transaction():
        scope: Mapping[str, Sequence[str]] = {"nodes": nodes, "tenants": tenants, "seats": seats}
        made = drafted(cause, starts_at, ends_at, reason=reason, by=by, announced_at=announced_at, **scope)
        same = (cause, starts_at, ends_at, made.scope)
        for known in over(starts_at, ends_at):
            if (known.cause, known.starts_at, known.ends_at, known.scope) == same:
                raise Conflict(f"{known.name} says the same", where="plan")
        db.session.add(made)
        return _told(made)


def drafted(
    cause: str,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    reason: str = "",
    by: str,
    nodes: Sequence[str] = (),
    tenants: Sequence[str] = (),
    seats: Sequence[str] = (),
    announced_at: datetime | None = None,
) -> Plan:
    """A plan as ``plan`` would enter it, and nothing is entered. In the caller's transaction."""
    told = told_of(announced_at)
    _check(cause, starts_at, ends_at)
    return Plan(
        cause=cause,
        starts_at=starts_at,
        ends_at=ends_at,
        scope=_scope(nodes, tenants, seats),
        reason=reason,
        announced_at=told,
        entered_by=by,
    )


def withdraw(plan_id: int, *, reason: str, by: str) -> Plan:
    """Take a plan back: outages inside are the provider's again, unless a person said otherwise."""
    reason = reason_of(reason)
    with transaction():
        found = db.session.scalar(select(Plan).filter_by(id=min(plan_id, LARGEST_ID)).with_for_update())
        if found is None:
            raise NotFound("no such plan", where=f"P{plan_id}")
        if found.withdrawn_at is not None:
            message = f"withdrawn already by {found.withdrawn_by}: {found.withdrawn_reason}"
            raise Conflict(message, where=found.name)
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = clock.now(), by, reason
        return _told(found)


def listing(page: int = 1) -> Page[Plan]:
    """All plans, the latest beginning first."""
    return paged(select(Plan).order_by(Plan.starts_at.desc(), Plan.id.desc()), page)


def part_of(after: str = "", limit: int = 50) -> Part[Plan]:
    """All plans, the last entered first, those after one."""
    return part(select(Plan), Plan.id, after, limit, descending=True)


def for_tenant(tenant_id: int, starts_at: datetime, ends_at: datetime | None) -> list[tuple[Plan, Announced]]:
    """The plans of a time that concern a tenant, each as it does: one for a node while that is its home."""
    there = homes.stays(tenant_id)
    own = frozenset(db.session.scalars(select(Seat.id).filter_by(tenant_id=tenant_id)))
    return [
        (one, Announced(*span, one.cause, one.announced_at < one.starts_at, seats))
        for one in over(starts_at, ends_at)
        for span, seats in _concerned(one, tenant_id, there, own)
        if (span[1] is None or span[1] > starts_at) and (ends_at is None or span[0] < ends_at)
    ]


def names(plans: Sequence[Plan]) -> dict[int, str]:
    """What each plan is for, by name: ``fs1, acme, beta/1001``; empty is everything."""
    ids = {kind: {id for one in plans for id in one.scope[kind]} for kind in ("nodes", "tenants", "seats")}
    known = {
        "nodes": dict(_pairs(select(Node.id, Node.name).where(Node.id.in_(ids["nodes"])))),
        "tenants": dict(_pairs(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids["tenants"])))),
        "seats": {
            id: f"{tenant}/{number}"
            for id, tenant, number in db.session.execute(
                select(Seat.id, Tenant.name, Seat.number).join(Seat.tenant).where(Seat.id.in_(ids["seats"]))
            )
        },
    }
    return {
        one.id: ", ".join(known[kind].get(id, str(id)) for kind in known for id in one.scope[kind])
        for one in plans
    }


def _pairs(query: Any) -> list[tuple[int, str]]:
    return [(id, name) for id, name in db.session.execute(query)]


def _check(cause: str, starts_at: datetime, ends_at: datetime | None) -> None:
    if cause not in ALLOWED:
        raise InvalidInput(f"no cause {cause}", where="cause", allowed=", ".join(ALLOWED))
    if ends_at is None and cause == PLANNED:
        raise InvalidInput("planned work has an end", where="until", allowed="a moment after its beginning")
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidInput("ends before it begins", where="until", allowed=f"after {starts_at.isoformat()}")


def _scope(nodes: Sequence[str], tenants: Sequence[str], seats: Sequence[str]) -> dict[str, list[int]]:
    return {
        "nodes": sorted({node.id for node in named(nodes)}) if nodes else [],
        "tenants": sorted({_tenant(name).id for name in tenants}),
        "seats": sorted({_seat(name) for name in seats}),
    }


def _tenant(name: str) -> Tenant:
    found = db.session.scalar(select(Tenant).filter_by(name=name))
    if found is None:
        raise NotFound(f"no tenant {name}", where="tenant")
    return found


def _seat(name: str) -> int:
    tenant, _, number = name.partition("/")
    found = db.session.scalar(select(Seat.id).filter_by(tenant_id=_tenant(tenant).id, number=number))
    if found is None:
        raise NotFound(f"no seat {name}", where="seat", allowed="TENANT/NUMBER, such as acme/1001")
    return found


def over(starts_at: datetime, ends_at: datetime | None) -> list[Plan]:
    """The plans that stand and share some time with a span, whomever they are for."""
    query = select(Plan).where(Plan.withdrawn_at.is_(None), *_touching(Plan, starts_at, ends_at))
    return list(db.session.scalars(query.order_by(Plan.starts_at, Plan.id)))


def _concerned(
    plan: Plan, tenant_id: int, there: Iterable[homes.Stay], own: frozenset[int]
) -> Iterator[tuple[Within, frozenset[int] | None]]:
    """When a plan concerns a tenant, and which of its seats; None is all."""
    scope, whole = plan.scope, (plan.starts_at, plan.ends_at)
    if not any(scope.values()) or tenant_id in scope["tenants"]:
        yield whole, None
        return
    for stay in there:
        if stay.node_id in scope["nodes"] and (span := stay.common(*whole)):
            yield span, None
    if seats := own & frozenset(scope["seats"]):
        yield whole, seats


def _told(changed: Plan) -> Plan:
    """Flush it, tell who made something of its time, and let it be read after the transaction."""
    refuse_sealed(changed.starts_at, "it", "starts")
    db.session.flush()
    db.session.refresh(changed)
    changes.tell(changed.name, _befallen(changed), changed.starts_at, changed.ends_at)
    db.session.expunge(changed)
    return changed


def _befallen(changed: Plan) -> list[int]:
    """The tenants that it concerns whose home at the time had an outage in it."""
    query = select(Outage).where(
        Outage.certain.is_(True), *_touching(Outage, changed.starts_at, changed.ends_at)
    )
    scope = changed.scope
    owners = set(db.session.scalars(select(Seat.tenant_id).where(Seat.id.in_(scope["seats"]))))
    named, found = {*scope["tenants"], *owners}, set[int]()
    for outage in db.session.scalars(query):
        starts = max(outage.starts_at, changed.starts_at)
        ends = min((one for one in (outage.ends_at, changed.ends_at) if one is not None), default=None)
        befell = homes.stayed(outage.node_id, starts, ends)
        all_of_them = not any(scope.values()) or outage.node_id in scope["nodes"]
        found |= set(befell) if all_of_them else named & set(befell)
    return sorted(found)


def _touching(model: type[Plan] | type[Outage], starts_at: datetime, ends_at: datetime | None) -> list[Any]:
    """Those that share some time with a span."""
    found = [or_(model.ends_at.is_(None), model.ends_at > starts_at)]
    return found if ends_at is None else [*found, model.starts_at < ends_at]
