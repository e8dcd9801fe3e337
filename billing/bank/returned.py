"""Refunds whose money no statement line is yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import String, and_, cast, exists, literal, not_, select

from seatyard.db import db
from tenants.models import Tenant

from ..cases.facts.adjustments import REFUNDS
from ..ledger.book import Kind
from ..ledger.models import LedgerTransaction
from ..recorded.models import MARK, RecordedFact
from .models import BankMatch


@dataclass(frozen=True, slots=True)
class Refund:
    name: str
    contract_id: int
    tenant: str
    amount: Decimal
    currency: str


def refunds(currency: str) -> list[Refund]:
    """Those of a currency, the oldest first. In the caller's transaction."""
    fact, booked = RecordedFact, LedgerTransaction
    about = and_(
        booked.tenant_id == fact.tenant_id,
        booked.kind == Kind.REFUND.value,
        booked.subject == literal(MARK) + cast(fact.id, String),
    )
    matched = exists().where(BankMatch.fact_id == fact.id, BankMatch.undone_at.is_(None))
    query = (
        select(fact, Tenant.name, booked.currency)
        .join(booked, about)
        .join(Tenant, Tenant.id == fact.tenant_id)
        .where(fact.kind == REFUNDS.name, fact.withdrawn_at.is_(None), booked.currency == currency)
        .where(not_(matched))
        .order_by(fact.id)
    )
    return [
        Refund(one.name, one.contract_id, tenant, Decimal(str(one.document["amount"])), of)
        for one, tenant, of in db.session.execute(query)
    ]
