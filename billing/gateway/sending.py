"""One row of the outbox to its service. What was begun is put down before it is asked for, so that any
break leaves a row from which the same is asked again, under the same key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db, snapshot, transaction
from tenants import directory
from tenants.models import Tenant

from ..models import Invoice
from . import orders, outbox
from .backend import Backend, CreditOrder, CustomerOrder, Key, Later, RefundOrder, Refused, Seen
from .models import GatewayObject

logger = logging.getLogger(__name__)

FAILED_FINDING, DIFFERS_FINDING = "gateway_failed", "gateway_differs"
LOOKED_AT = timedelta(hours=1)
"""An open invoice is looked at so often, whatever messages came."""
AGAIN = timedelta(days=1)
"""What a service refused is tried again after so long: a setting there may have been mended."""


@dataclass(frozen=True, slots=True)
class Sent:
    kind: str
    subject: str
    state: str
    external_id: str = ""
    url: str = ""
    problem: str = ""


def send(backend: Backend, id: int) -> Sent:
    """Whatever the row is of; what goes wrong stands in it, and is tried again."""
    with snapshot():
        kind = db.session.get_one(GatewayObject, id).kind
    try:
        _HOW[kind](backend, id)
    except Later as error:
        _put_off(id, error)
    except Refused as error:
        _refused(id, error)
    with snapshot():
        row = db.session.get_one(GatewayObject, id)
        return Sent(row.kind, row.subject, row.state, row.external_id or "", row.url, row.problem)


def _customer(backend: Backend, id: int) -> None:
    with transaction():
        row = outbox.locked(id)
        tenant = db.session.get_one(Tenant, row.tenant_id)
        title = tenant.title_zh if tenant.language == "zh" else tenant.title_en
        if not row.request:
            row.request = {"name": title, "language": tenant.language}
        order, key = CustomerOrder(**row.request), _begun(row)
    external_id = backend.customer(order, key)
    _done(id, external_id)


def _invoice(backend: Backend, id: int) -> None:
    with snapshot():
        row = db.session.get_one(GatewayObject, id)
        tenant_id, begun = row.tenant_id, bool(row.request)
        tenant = directory.name_of(tenant_id)
    customer = _customer_of(backend, tenant_id)
    open_now = {} if begun else orders.open_amounts(tenant)
    with transaction():
        row = outbox.locked(id)
        if not row.request:
            invoice = db.session.scalars(select(Invoice).filter_by(number=row.subject)).one()
            outstanding = open_now.get(invoice.number, Decimal(0))
            if outstanding <= 0:
                row.state, row.changed_at = outbox.NOTHING, clock.now()
                return
            row.request = orders.request_of(invoice, outstanding)
        order, key, external_id = orders.order_of(row.request, customer), _begun(row), row.external_id
    seen = backend.invoice(order, key, external_id, lambda made: _known_as(id, made))
    with transaction():
        row = outbox.locked(id)
        row.external_id, row.problem = seen.id, _differs(seen, order.total, row)
        now = clock.now()
        row.state, row.url, row.changed_at, row.due_at = seen.state.value, seen.url, now, now + LOOKED_AT
        if row.problem:
            findings.report(DIFFERS_FINDING, row.subject, row.problem, tenant_id=row.tenant_id)
        findings.resolve(FAILED_FINDING, [row.key], by=backend.name)


def _credit(backend: Backend, id: int) -> None:
    """After its invoice. What was credited before the invoice was sent was never asked for there."""
    with transaction():
        row = outbox.locked(id)
        about = select(GatewayObject).filter_by(
            backend=backend.name, kind=outbox.INVOICE, subject=row.request["invoice"]
        )
        invoice = db.session.scalar(about)
        if invoice is None or invoice.state == outbox.NOTHING or _taken_off(row, invoice):
            row.state, row.changed_at = outbox.NOTHING, clock.now()
            return
        if invoice.external_id is None or invoice.state in (outbox.WAITING, outbox.FAILED):
            raise Later(f"{invoice.subject} has not been sent yet")
        order = CreditOrder(invoice.external_id, row.subject, row.request["units"])
        key = _begun(row)
    _done(id, backend.credit(order, key))


def _refund(backend: Backend, id: int) -> None:
    with transaction():
        row = outbox.locked(id)
        order, key = RefundOrder(row.request["payment"], row.request["units"]), _begun(row)
    external_id = backend.refund(order, key)
    _done(id, external_id, outbox.OPEN)  # until it is in the books


_HOW: dict[str, Callable[[Backend, int], None]] = {
    outbox.CUSTOMER: _customer,
    outbox.INVOICE: _invoice,
    outbox.CREDIT_NOTE: _credit,
    outbox.REFUND: _refund,
}


def _taken_off(credit: GatewayObject, invoice: GatewayObject) -> bool:
    """Whether the invoice was asked for less it already."""
    asked = invoice.request.get("at")
    return asked is not None and datetime.fromisoformat(asked) > credit.made_at


def _customer_of(backend: Backend, tenant_id: int) -> str:
    """The tenant's customer there, made at its first need."""
    with transaction():
        row = outbox.row_of(backend.name, outbox.CUSTOMER, str(tenant_id), tenant_id)
        id, external_id = row.id, row.external_id
    if external_id is None:
        send(backend, id)
        with snapshot():
            row = db.session.get_one(GatewayObject, id)
            external_id = row.external_id
            if external_id is None:
                raise Later(f"no customer yet: {row.problem}")
    return external_id


def _begun(row: GatewayObject) -> Key:
    """Put down that it is tried, before it is."""
    row.attempts += 1
    return Key(row.key, row.round, again=row.attempts > 1)


def _known_as(id: int, external_id: str) -> None:
    with transaction():
        outbox.locked(id).external_id = external_id


def _done(id: int, external_id: str, state: str = outbox.DONE) -> None:
    with transaction():
        row = outbox.locked(id)
        row.external_id, row.state, row.problem = external_id, state, ""
        row.changed_at = row.due_at = clock.now()
        findings.resolve(FAILED_FINDING, [row.key], by=row.backend)


def _differs(seen: Seen, total: int, row: GatewayObject) -> str:
    """What the service asks for that is not what was sent; empty where all is as it was sent."""
    wrong = [
        f"{what}: {theirs}, sent was {ours}"
        for what, theirs, ours in (
            ("number", seen.number, row.subject),
            ("currency", seen.currency, row.request["currency"]),
            ("total", seen.total, total),
            ("asked for", seen.asked, total),
        )
        if theirs != ours
    ]
    return "; ".join(wrong)


def _put_off(id: int, error: Later) -> None:
    with transaction():
        row = outbox.locked(id)
        row.problem = error.message
        row.due_at = clock.now() + outbox.pause_after(max(row.attempts, 1))
        if error.fresh:
            row.round += 1
            row.request = {} if row.kind == outbox.INVOICE else row.request
        logger.info("%s %s %s: %s", row.backend, row.kind, row.subject, error.message)


def _refused(id: int, error: Refused) -> None:
    with transaction():
        row = outbox.locked(id)
        row.state, row.problem, row.due_at = outbox.FAILED, error.message, clock.now() + AGAIN
        row.round += 1
        row.request = {} if row.kind == outbox.INVOICE else row.request
        said = f"{row.kind} {row.subject}: {error.message}"
        findings.report(FAILED_FINDING, row.key, said, tenant_id=row.tenant_id)
