"""What a service says of an invoice, taken down: each payment once, by its id, with the fact and the entries.

It is taken from the invoice as it stands now, under a claim on it: in whatever order messages come, the last
to look has seen the latest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, insert, transaction

from ..contracts.service import agreement_of
from ..models import Contract, Invoice
from ..recorded import keeping
from . import outbox, returns
from .backend import Paid, Seen, Unfit
from .models import GatewayObject, GatewayPayment
from .money import known, major


def book(backend: str, seen: Seen) -> list[str]:
    """Take it down; what of it fits nothing here, a line each. Unfit where the invoice itself does not."""
    with transaction():
        row = _row_of(backend, seen)
        invoice = db.session.scalars(select(Invoice).filter_by(number=row.subject)).one()
        _check_customer(row, seen)
        row.state, row.url = seen.state.value, seen.url or row.url
        row.changed_at = clock.now()
        return [problem for paid in seen.payments for problem in _payment(backend, invoice, paid)]


def _row_of(backend: str, seen: Seen) -> GatewayObject:
    """By its id, or, where a break came before that was put down, by our key on it."""
    query = select(GatewayObject).filter_by(backend=backend, kind=outbox.INVOICE).with_for_update()
    row = db.session.scalar(query.filter_by(external_id=seen.id))
    if row is None and seen.key:
        row = db.session.scalar(query.filter_by(key=seen.key, external_id=None))
        if row is not None:
            row.external_id = seen.id
    if row is None:
        raise Unfit(f"invoice {seen.number or seen.id} was not sent from here")
    return row


def _check_customer(row: GatewayObject, seen: Seen) -> None:
    query = select(GatewayObject.external_id).filter_by(
        backend=row.backend, kind=outbox.CUSTOMER, tenant_id=row.tenant_id
    )
    if db.session.scalar(query) != seen.customer:
        raise Unfit(f"invoice {row.subject} is another customer's there: {seen.customer}")


def _payment(backend: str, invoice: Invoice, paid: Paid) -> Iterator[str]:
    if paid.units <= 0:
        return
    if not known(paid.currency) or paid.currency != invoice.currency:
        yield f"payment {paid.id} of {invoice.number} is in {paid.currency}, not in {invoice.currency}"
        return
    amount = major(paid.units, paid.currency)
    first = insert(GatewayPayment).values(
        backend=backend,
        id=paid.id,
        tenant_id=invoice.tenant_id,
        contract_id=invoice.contract_id,
        invoice=invoice.number,
        currency=invoice.currency,
        amount=amount,
        fact="",
    )
    if db.session.scalar(first.on_conflict_do_nothing().returning(GatewayPayment.id)) is not None:
        row = db.session.get_one(GatewayPayment, (backend, paid.id))
        row.fact = _told(invoice, row, paid.at)
    row = db.session.get_one(GatewayPayment, (backend, paid.id), populate_existing=True)
    if (row.invoice, row.amount) != (invoice.number, amount):
        was = f"{row.amount} of {row.invoice}"
        yield f"payment {paid.id} was booked as {was}, and is {amount} of {invoice.number}"
        return
    for one in paid.returns:
        yield from returns.book(row, one)


def _told(invoice: Invoice, payment: GatewayPayment, at: datetime) -> str:
    """The recorded fact of the payment: with it go the ledger's entries."""
    contract = db.session.get_one(Contract, invoice.contract_id)
    local = at.astimezone(agreement_of(contract).zone)
    entry: dict[str, Any] = {
        "at": local.isoformat(timespec="seconds"),
        "amount": returns.number(payment.amount),
        "invoice": invoice.number,
        "reference": payment.id,
    }
    (fact,) = keeping.record(contract, {"payments": [entry]}, payment.backend).rows.values()
    return fact.name
