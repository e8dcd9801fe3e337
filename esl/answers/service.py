"""One question of a node, one answer: a small query for the tenant's generation, then a look-up.

A node is answered only for the tenants placed on it, so two nodes, or two tenants with
the same seat numbers, never see each other's. Every registration and every transfer of a
call asks at least once, so the query is prepared once and the XML kept per generation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from seatyard.app import settings_of
from seatyard.db import db
from tenants.models import Flow, Number, Queue, QueueSeat, Seat, Tenant

from ..carriers.service import carriers
from ..models import Node, Placement
from ..nodes.models import Move
from . import callcenter, claims, dialplan, directory, inbound, reached
from .compiled import Cache, Compiled, compile_tenant
from .documents import NOT_FOUND

CACHE = "esl_answers"
Form = Mapping[str, str]
"""The fields of a mod_xml_curl request (``tests/captures/xml_curl``)."""
Found = Row[tuple[int, int]]
"""A tenant's id and generation."""

_UNASSIGNED = dialplan.answer(dialplan.PUBLIC, [dialplan.unassigned()])

_ON_NODE: Select[tuple[int, int]] = (
    select(Tenant.id, Tenant.generation)
    .join(Placement, Placement.tenant_id == Tenant.id)
    .join(Node, Node.id == Placement.node_id)
    .where(Node.name == bindparam("node"))
)
_BY_DOMAIN = _ON_NODE.where(Tenant.domain == bindparam("key"))
_BY_NUMBER = _ON_NODE.join(Number, Number.tenant_id == Tenant.id).where(Number.e164 == bindparam("key"))
_ALL = _ON_NODE.order_by(Tenant.id)
_LEAVING: Select[tuple[int, int]] = (
    select(Tenant.id, Tenant.generation)
    .join(Move, Move.tenant_id == Tenant.id)
    .join(Node, Node.id == Move.from_id)
    .where(Node.name == bindparam("node"), Tenant.domain == bindparam("key"), Move.done_at.is_(None))
)
"""Of a tenant that is at home elsewhere by now: for its calls that are still up here."""


def answer(node: str, form: Form) -> bytes:
    """The XML for one request of the node; ``NOT_FOUND`` leaves it to the node's static files."""
    if any("\x00" in value for value in form.values()):  # PostgreSQL takes no text with NUL in it
        return NOT_FOUND
    section = form.get("section")
    if section == "directory":
        return reached.answer(node) if reached.asks(form) else _directory(node, form)
    if section == "dialplan":
        return _dialplan(node, form)
    if section == "configuration" and form.get("key_value") == "callcenter.conf":
        return _callcenter(node, form)
    return NOT_FOUND


def _directory(node: str, form: Form) -> bytes:
    """A seat or a mailbox; ``purpose`` (network-list, gateways) asks for what Seatyard keeps elsewhere."""
    domain = form.get("domain") or form.get("key_value") or ""
    if not domain or form.get("purpose"):
        return NOT_FOUND
    by_password = form.get("action") == "sip_auth"
    tenant = _tenant(_BY_DOMAIN, node, domain) if by_password else _still(node, domain)
    if tenant is None:
        return directory.domain(domain)
    if form.get("user"):
        if by_password and not claims.honest(form):
            return tenant.nobody
        return tenant.user(form["user"], registering=by_password)
    return tenant.groups if form.get("action") == "group_call" else tenant.nobody


def _dialplan(node: str, form: Form) -> bytes:
    """Hunt-* is where the call is now; Caller-* the same unless an application hunts elsewhere."""
    context = form.get("Hunt-Context") or form.get("Caller-Context") or ""
    destination = form.get("Hunt-Destination-Number") or form.get("Caller-Destination-Number") or ""
    if context == dialplan.PUBLIC:
        return _public(node, destination)
    tenant = _still(node, context)
    return NOT_FOUND if tenant is None else tenant.destination(destination)


def _public(node: str, destination: str) -> bytes:
    """A carrier's call: ``+86…``, ``0086…``, ``86…`` and, at home, ``0…`` are one number."""
    for e164 in inbound.did_candidates(destination):
        tenant = _tenant(_BY_NUMBER, node, e164)
        if tenant is not None:
            return tenant.numbers.get(e164, _UNASSIGNED)
    return _UNASSIGNED


def _callcenter(node: str, form: Form) -> bytes:
    """All queues of the node at a load; one tenant's when the switch asks for one queue (CC-Queue)."""
    if form.get("CC-Queue"):
        found = _find(_BY_DOMAIN, node, form["CC-Queue"].rpartition("@")[2])
    else:
        found = _find(_ALL, node)
    return callcenter.answer([_compiled(tenant).callcenter for tenant in found])


def _still(node: str, domain: str) -> Compiled | None:
    """The tenant at home on the node, or leaving it: a call that is up may ring seats and be transferred;
    nobody registers and no call comes in there any more."""
    return _tenant(_BY_DOMAIN, node, domain) or _tenant(_LEAVING, node, domain)


def _tenant(query: Select[tuple[int, int]], node: str, key: str) -> Compiled | None:
    found = _find(query, node, key)
    return _compiled(found[0]) if found else None


def _find(query: Select[tuple[int, int]], node: str, key: str | None = None) -> list[Found]:
    """Below the session, whose bookkeeping would cost as much as all the rest of an answer."""
    values: dict[str, Any] = {"node": node} if key is None else {"node": node, "key": key}
    with db.engine.connect().execution_options(seatyard_reads=True) as connection:
        return list(connection.execute(query, values))


def _compiled(found: Found) -> Compiled:
    cache: Cache = current_app.extensions.setdefault(CACHE, Cache())
    tenant_id, generation = found
    return cache.get(tenant_id, generation, lambda: _compile(tenant_id))


def _compile(tenant_id: int) -> Compiled:
    with Session(db.engine.execution_options(seatyard_reads=True)) as session:
        proxied = bool(settings_of(current_app).sip_proxies)
        return compile_tenant(load(session, tenant_id), carriers(session), proxied=proxied)


def load(session: Session, tenant_id: int) -> Tenant:
    """A tenant with all that its answers are made of, in a few queries."""
    whole = (
        selectinload(Tenant.seats).options(undefer(Seat.a1_hash), selectinload(Seat.tiers)),
        selectinload(Tenant.queues).selectinload(Queue.tiers).joinedload(QueueSeat.seat),
        selectinload(Tenant.flows).selectinload(Flow.versions),
        joinedload(Tenant.suspension),
        selectinload(Tenant.numbers).joinedload(Number.flow).selectinload(Flow.versions),
    )
    return session.scalars(select(Tenant).filter_by(id=tenant_id).options(*whole)).one()
