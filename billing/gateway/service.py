"""Both directions: messages that wait are worked off, what is due is sent, open invoices are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from flask import current_app
from sqlalchemy import select

from seatyard import clock, findings
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from seatyard.errors import SeatyardError
from tenants import directory

from . import events, orders, outbox, sending, stripe
from .alone import alone
from .backend import Backend, Key, Stand
from .events import Worked
from .models import GatewayObject, GatewayPayment, GatewayReturn
from .sending import Sent
from .stripe.names import NAME

EVERY = 60.0
"""Seconds: how often the clock pushes."""
PATIENCE = 2.0
"""Seconds for which a push waits while another one is at it."""


@dataclass(frozen=True, slots=True)
class Pushed:
    worked: list[Worked]
    sent: list[Sent]
    looked_at: list[Sent]
    """Open invoices that were fetched anew."""


def push() -> Pushed:
    """All that is due, once. Later while another process is at it, InvalidInput where no key is set."""
    backend = stripe.backend(settings_of(current_app))
    with alone(f"gateway-{NAME}", PATIENCE):
        worked = events.work_due()
        with transaction():
            outbox.wanted(NAME)
        with snapshot():
            waiting = outbox.due(NAME, (outbox.WAITING, outbox.FAILED))
        sent = [sending.send(backend, id) for id in waiting]
        with snapshot():
            open_ones = outbox.due(NAME, (outbox.OPEN,))
        return Pushed(worked, sent, [_look(backend, id) for id in open_ones])


def due_now() -> int:
    """For the clock: how much was done. Without a key there is nothing to do."""
    if settings_of(current_app).stripe_key_file is None:
        return 0
    done = push()
    return len(done.worked) + len(done.sent) + len(done.looked_at)


def objects(tenant_id: int | None = None, state: str | None = None) -> list[GatewayObject]:
    """What was sent, is to be, or was not, in the order of its making (the caller reads)."""
    query = select(GatewayObject).filter_by(backend=NAME)
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    if state is not None:
        query = query.filter_by(state=state)
    return list(db.session.scalars(query.order_by(GatewayObject.id)))


def _look(backend: Backend, id: int) -> Sent:
    """An open invoice, or the one of a refund, as it stands there."""
    with snapshot():
        kind = db.session.get_one(GatewayObject, id).kind
    try:
        problem = "; ".join(_LOOKS[kind](backend, id))
    except SeatyardError as error:
        problem = error.message
    with transaction():
        row = outbox.locked(id)
        row.problem, row.due_at = problem, clock.now() + sending.LOOKED_AT
        if problem:
            findings.report(sending.DIFFERS_FINDING, row.subject, problem, tenant_id=row.tenant_id)
        return Sent(row.kind, row.subject, row.state, row.external_id or "", row.url, problem)


def _look_at_invoice(backend: Backend, id: int) -> list[str]:
    """One that is paid elsewhere by now is closed there."""
    with snapshot():
        row = db.session.get_one(GatewayObject, id)
        subject, external_id, key = row.subject, str(row.external_id), Key(row.key, row.round)
        tenant = directory.name_of(row.tenant_id)
    problems = events.look(external_id)
    if not orders.open_amounts(tenant).get(subject, Decimal(0)) and _still_open(id):
        backend.settled(external_id, key)
        problems += events.look(external_id)
    return problems


def _look_at_refund(backend: Backend, id: int) -> list[str]:
    """Done once it is in the books, or came back."""
    with snapshot():
        payment = db.session.get_one(GatewayObject, id).request["payment"]
        number = db.session.get_one(GatewayPayment, (backend.name, payment)).invoice
        query = select(GatewayObject.external_id).filter_by(
            backend=backend.name, kind=outbox.INVOICE, subject=number
        )
        invoice = str(db.session.scalar(query))
    problems = events.look(invoice)
    with transaction():
        row = outbox.locked(id)
        found = db.session.get(GatewayReturn, (backend.name, row.external_id))
        if found is not None and found.state != Stand.ASKED.value:
            row.state, row.changed_at = outbox.DONE, clock.now()
    return problems


def _still_open(id: int) -> bool:
    with snapshot():
        return db.session.get_one(GatewayObject, id).state == outbox.OPEN


_LOOKS: dict[str, Callable[[Backend, int], list[str]]] = {
    outbox.INVOICE: _look_at_invoice,
    outbox.REFUND: _look_at_refund,
}
