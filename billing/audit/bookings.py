"""The ledger against the invoices and payments that it is about. What holds yields an empty text."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from ..cases.facts.payments import PAYMENTS
from ..engine import Bill
from ..engine.accounts import made_on
from ..invoices.stored import bill_of
from ..ledger.behind import invoices_unposted, payments_unposted
from ..ledger.book import Kind
from ..ledger.models import LedgerTransaction
from ..ledger.payments import paid
from ..ledger.postings import Unbalanced, of_bill, of_payment
from ..models import Invoice
from ..recorded.models import RecordedFact

STREAM = 1000
"""Rows held at a time."""


def entries() -> Iterator[str]:
    query = select(LedgerTransaction).options(selectinload(LedgerTransaction.entries))
    for one in db.session.scalars(query.order_by(LedgerTransaction.id).execution_options(yield_per=STREAM)):
        sum_ = sum(entry.amount for entry in one.entries)
        foreign = {entry.tenant_id for entry in one.entries} - {one.tenant_id}
        said = f"{one.kind} {one.subject}"
        yield (
            f"{said}: the entries add up to {sum_}" if sum_ else f"{said}: of two tenants" if foreign else ""
        )


def invoices() -> Iterator[str]:
    """Each has its transaction, of the amounts that its lines make, and no transaction is about another."""
    posted = and_(
        LedgerTransaction.tenant_id == Invoice.tenant_id,
        LedgerTransaction.kind == Kind.INVOICE.value,
        LedgerTransaction.subject == Invoice.number,
    )
    query = select(Invoice, LedgerTransaction).join(LedgerTransaction, posted)
    query = query.options(selectinload(Invoice.lines), selectinload(LedgerTransaction.entries))
    for invoice, transaction in db.session.execute(query.execution_options(yield_per=STREAM)):
        yield "" if _same(bill_of(invoice, {}), transaction) else f"{invoice.number}: booked as another one"
    for number in db.session.scalars(invoices_unposted()):
        yield f"{number} is not in the ledger"
    about = select(LedgerTransaction.subject).filter_by(kind=Kind.INVOICE.value)
    orphans = about.outerjoin(Invoice, Invoice.number == LedgerTransaction.subject).where(
        Invoice.id.is_(None)
    )
    for subject in db.session.scalars(orphans):
        yield f"{subject} is in the ledger, and no invoice"


def payments() -> Iterator[str]:
    """Each that was told has its transaction, and one that was taken back has both."""
    query = select(RecordedFact).where(RecordedFact.kind == PAYMENTS.name).order_by(RecordedFact.id)
    unposted = set(db.session.scalars(payments_unposted()))
    for fact in db.session.scalars(query.execution_options(yield_per=STREAM)):
        if fact.id in unposted:
            yield f"payment {fact.name} is not in the ledger"
            continue
        about = select(LedgerTransaction).filter_by(tenant_id=fact.tenant_id, subject=fact.name)
        posted = {one.kind: one for one in db.session.scalars(about)}
        come = posted[Kind.PAYMENT.value]
        amounts = {kind: {e.account: e.amount for e in one.entries} for kind, one in posted.items()}
        due = {account.value: amount for account, amount in of_payment(paid(fact, come.currency)).items()}
        expected = {Kind.PAYMENT.value: due}
        if fact.withdrawn_at is not None:
            expected[Kind.PAYMENT_WITHDRAWN.value] = {account: -amount for account, amount in due.items()}
        same = amounts == expected and come.on == fact.on
        yield "" if same else f"payment {fact.name}: booked as another one"


def _same(bill: Bill, transaction: LedgerTransaction) -> bool:
    kept = {entry.account: entry.amount for entry in transaction.entries}
    try:
        booked = {account.value: amount for account, amount in of_bill(bill).items()}
    except Unbalanced:
        return False
    return kept == booked and transaction.on == made_on(bill)
