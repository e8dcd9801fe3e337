"""Proof over the whole history: the entries, the numbers, the documents and what they were computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, selectinload

from esl.models import Conversation, Leg
from seatyard.db import db, snapshot

from ..documents.fingerprints import Fingerprint
from ..engine import Bill
from ..engine.accounts import made_on
from ..engine.results import CALL, INVOICE, LEG, Evidence
from ..invoices import numbers
from ..invoices.stored import bill_of
from ..models import Invoice, InvoiceCounter, InvoiceLine, LineEvidence
from .behind import invoices_unposted, payments_unposted
from .book import Kind
from .models import LedgerTransaction
from .postings import Unbalanced, of_bill

STREAM = 1000
"""Rows held at a time."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    looked_at: int
    wrong: tuple[str, ...]
    """What does not hold, a line each."""


def audit() -> list[Check]:
    """Look at everything once, in one view of the database."""
    with snapshot():
        return [_check(name, look) for name, look in CHECKS.items()]


def _check(name: str, look: Callable[[], Iterator[str]]) -> Check:
    """Each look yields an empty text for what holds."""
    count, wrong = 0, []
    for said in look():
        count += 1
        if said:
            wrong.append(said)
    return Check(name, count, tuple(wrong))


def _entries() -> Iterator[str]:
    query = select(LedgerTransaction).options(selectinload(LedgerTransaction.entries))
    for one in db.session.scalars(query.order_by(LedgerTransaction.id).execution_options(yield_per=STREAM)):
        sum_ = sum(entry.amount for entry in one.entries)
        foreign = {entry.tenant_id for entry in one.entries} - {one.tenant_id}
        said = f"{one.kind} {one.subject}"
        yield (
            f"{said}: the entries add up to {sum_}" if sum_ else f"{said}: of two tenants" if foreign else ""
        )


def _postings() -> Iterator[str]:
    """Each invoice has its transaction, of the amounts that its lines make; each payment has one."""
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
    for id in db.session.scalars(payments_unposted()):
        yield f"payment F{id} is not in the ledger"
    without = select(LedgerTransaction.subject).outerjoin(
        Invoice, Invoice.number == LedgerTransaction.subject
    )
    for subject in db.session.scalars(
        without.where(LedgerTransaction.kind == "invoice", Invoice.id.is_(None))
    ):
        yield f"{subject} is in the ledger, and no invoice"


def _same(bill: Bill, transaction: LedgerTransaction) -> bool:
    kept = {entry.account: entry.amount for entry in transaction.entries}
    try:
        booked = {account.value: amount for account, amount in of_bill(bill).items()}
    except Unbalanced:
        return False
    return kept == booked and transaction.on == made_on(bill)


def _numbers() -> Iterator[str]:
    counter = db.session.get(InvoiceCounter, numbers.SERIES)
    due = {numbers.numbered(at) for at in range(1, (counter.last if counter else 0) + 1)}
    for number in db.session.scalars(select(Invoice.number).order_by(Invoice.number)):
        yield "" if number in due else f"{number} was never given"
        due.discard(number)
    yield from (f"{number} is missing" for number in sorted(due))


def _documents() -> Iterator[str]:
    query = select(Invoice).options(selectinload(Invoice.lines)).order_by(Invoice.id)
    for invoice in db.session.scalars(query.execution_options(yield_per=STREAM)):
        told, positions = Fingerprint(), {line.id: line.position for line in invoice.lines}
        evidence = select(
            LineEvidence.line_id, LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity
        )
        mine = evidence.where(
            LineEvidence.line_id.in_(positions), LineEvidence.tenant_id == invoice.tenant_id
        )
        for line_id, *one in db.session.execute(mine.execution_options(yield_per=STREAM)):
            told.add(positions[line_id], Evidence(*one))
        same = told.of(bill_of(invoice, {})) == invoice.fingerprint
        yield "" if same else f"{invoice.number} is no longer what was finalised"


def _evidence() -> Iterator[str]:
    """What lines name is there, and no call is on two invoices."""
    line, other = LineEvidence, aliased(Invoice)
    there = {
        CALL: (Conversation, and_(Conversation.tenant_id == line.tenant_id, Conversation.id == line.subject)),
        LEG: (Leg, and_(Leg.tenant_id == line.tenant_id, Leg.uuid == line.subject)),
        INVOICE: (other, and_(other.tenant_id == line.tenant_id, other.number == line.subject)),
    }
    for kind, (what, is_it) in there.items():
        of_kind = select(line.line_id, line.subject).where(line.kind == kind)
        yield from [""] * (db.session.scalar(select(func.count()).select_from(of_kind.subquery())) or 0)
        gone = of_kind.where(~select(what).where(is_it).exists())  # type: ignore[call-overload]
        for _, subject in db.session.execute(gone):
            yield f"{kind} {subject}, which an invoice names, is not there"
    invoices = func.count(InvoiceLine.invoice_id.distinct())
    twice = (
        select(line.kind, line.subject)
        .join(InvoiceLine, InvoiceLine.id == line.line_id)
        .where(line.kind.in_((CALL, LEG)))
        .group_by(line.tenant_id, line.kind, line.subject)
        .having(invoices > 1)
    )
    for kind, subject in db.session.execute(twice):
        yield f"{kind} {subject} is on several invoices"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "transactions add up to nothing": _entries,
    "invoices and payments are booked as they are": _postings,
    "numbers have no gap": _numbers,
    "invoices are what was finalised": _documents,
    "evidence is there, and counted once": _evidence,
}
