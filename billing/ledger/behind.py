"""What is not in the ledger yet, though it should be: invoices and money from before there was one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, literal, or_, select

from seatyard.db import db, transaction

from ..contracts.service import agreement_of
from ..invoices.stored import bill_of
from ..models import Contract, Invoice
from ..recorded.models import MARK, RecordedFact
from . import payments
from .book import Kind, Party, post_bill
from .models import LedgerTransaction


def catch_up() -> int:
    """Post it, each in a transaction of its own; how many there were. Again, it finds nothing."""
    with transaction():
        numbers = list(db.session.scalars(invoices_unposted()))
        facts = [id for kind in payments.BOOKED for id in db.session.scalars(facts_unposted(kind))]
    for number in numbers:
        with transaction():
            invoice = db.session.scalars(select(Invoice).filter_by(number=number)).one()
            party = Party(invoice.tenant_id, invoice.contract_id, invoice.currency)
            post_bill(party, number, bill_of(invoice, {}))
    for id in facts:
        with transaction():
            _post_fact(db.session.get_one(RecordedFact, id))
    return len(numbers) + len(facts)


def invoices_unposted() -> Select[tuple[str]]:
    """The numbers of the invoices that no transaction is about."""
    posted = _posted(Kind.INVOICE, Invoice.tenant_id, Invoice.number)
    return select(Invoice.number).where(~posted).order_by(Invoice.id)


def facts_unposted(kind: str) -> Select[tuple[int]]:
    """The ids of the facts of a kind that no transaction is about, or none about their withdrawal."""
    fact, name = RecordedFact, literal(MARK) + cast(RecordedFact.id, String)
    booked = payments.BOOKED[kind]
    come = _posted(booked.come, fact.tenant_id, name)
    gone = _posted(booked.gone, fact.tenant_id, name)
    behind = or_(~come, fact.withdrawn_at.is_not(None) & ~gone)
    return select(fact.id).where(fact.kind == kind, behind).order_by(fact.id)


def _posted(kind: Kind, tenant_id: Any, subject: Any) -> ColumnElement[bool]:
    there = LedgerTransaction
    return exists().where(there.tenant_id == tenant_id, there.kind == kind.value, there.subject == subject)


def _post_fact(fact: RecordedFact) -> None:
    contract = db.session.get_one(Contract, fact.contract_id)
    agreement = agreement_of(contract)
    party = Party(contract.tenant_id, contract.id, agreement.currency.value)
    payments.come(party, [fact])
    if fact.withdrawn_at is not None:
        payments.gone(party, fact, fact.withdrawn_at.astimezone(agreement.zone).date())
