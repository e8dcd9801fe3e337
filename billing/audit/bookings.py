"""The ledger against the invoices and the money that it is about. What holds yields an empty text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import String, and_, cast, literal, select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from ..engine import Bill
from ..engine.accounts import made_on
from ..invoices.stored import bill_of
from ..ledger.behind import facts_unposted, invoices_unposted
from ..ledger.book import Kind
from ..ledger.models import LedgerEntry, LedgerTransaction
from ..ledger.payments import BOOKED, entries_of
from ..ledger.postings import Unbalanced, of_bill
from ..models import Invoice
from ..recorded.models import MARK, RecordedFact

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


def totals() -> Iterator[str]:
    """A tenant's accounts in one currency add up to nothing, whatever their transactions do."""
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    one, entry = LedgerTransaction, LedgerEntry
    of_one = and_(entry.tenant_id == one.tenant_id, entry.transaction_id == one.id)
    query = select(entry.tenant_id, one.currency, entry.amount).outerjoin(one, of_one)
    for tenant_id, currency, amount in db.session.execute(query.execution_options(yield_per=STREAM)):
        sums[tenant_id, currency or "no transaction"] += amount
    for (tenant_id, currency), sum_ in sorted(sums.items()):
        yield f"tenant {tenant_id}, {currency}: the accounts add up to {sum_}" if sum_ else ""


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


def facts() -> Iterator[str]:
    """Money that was told of has its transaction, what was taken back has both, and none is about another."""
    for kind in BOOKED:
        yield from _facts(kind)
    kinds = {word.value: kind for kind, one in BOOKED.items() for word in (one.come, one.gone)}
    one, fact = LedgerTransaction, RecordedFact
    name = literal(MARK) + cast(fact.id, String)
    about = and_(fact.tenant_id == one.tenant_id, name == one.subject)
    query = select(one.kind, one.subject, fact.kind).outerjoin(fact, about).where(one.kind.in_(kinds))
    for kind, subject, told in db.session.execute(query.execution_options(yield_per=STREAM)):
        yield "" if told == kinds[kind] else f"{kind} {subject} is in the ledger, and no such fact"


def _facts(kind: str) -> Iterator[str]:
    booked = BOOKED[kind]
    query = select(RecordedFact).where(RecordedFact.kind == kind).order_by(RecordedFact.id)
    unposted = set(db.session.scalars(facts_unposted(kind)))
    for fact in db.session.scalars(query.execution_options(yield_per=STREAM)):
        if fact.id in unposted:
            yield f"{booked.come.value} {fact.name} is not in the ledger"
            continue
        about = select(LedgerTransaction).filter_by(tenant_id=fact.tenant_id, subject=fact.name)
        posted = {one.kind: one for one in db.session.scalars(about)}
        come = posted[booked.come.value]
        amounts = {kind: {e.account: e.amount for e in one.entries} for kind, one in posted.items()}
        due = {account.value: amount for account, amount in entries_of(fact, come.currency).items()}
        expected = {booked.come.value: due}
        if fact.withdrawn_at is not None:
            expected[booked.gone.value] = {account: -amount for account, amount in due.items()}
        same = amounts == expected and come.on == fact.on
        yield "" if same else f"{booked.come.value} {fact.name}: booked as another one"


def _same(bill: Bill, transaction: LedgerTransaction) -> bool:
    kept = {entry.account: entry.amount for entry in transaction.entries}
    try:
        booked = {account.value: amount for account, amount in of_bill(bill).items()}
    except Unbalanced:
        return False
    return kept == booked and transaction.on == made_on(bill)
