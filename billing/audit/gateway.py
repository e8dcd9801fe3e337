"""What came and went over payment services against facts and ledger. What holds yields an empty text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db

from ..cases.facts.adjustments import REFUNDS
from ..cases.facts.payments import PAYMENTS
from ..gateway.backend import Stand
from ..gateway.models import GatewayPayment, GatewayReturn
from ..ledger.book import Kind
from ..ledger.models import LedgerTransaction
from ..ledger.payments import paid
from ..recorded.models import MARK, RecordedFact

STREAM = 1000
"""Rows held at a time."""


def payments() -> Iterator[str]:
    """Each is a recorded fact of its own, of its amount."""
    used: set[str] = set()
    for one in db.session.scalars(select(GatewayPayment).execution_options(yield_per=STREAM)):
        wrong = _wrong(one.fact, PAYMENTS.name, one.amount, one.currency, one.tenant_id)
        twice = "is two payments" if one.fact in used else ""
        used.add(one.fact)
        yield f"payment {one.id}: {wrong or twice}" if wrong or twice else ""


def returns() -> Iterator[str]:
    """What went back is a recorded fact; what is held back stands in the ledger, and nothing else does."""
    for one in db.session.scalars(select(GatewayReturn).execution_options(yield_per=STREAM)):
        wrong = _held(one)
        if one.state == Stand.GONE.value:
            wrong = wrong or _wrong(one.fact, REFUNDS.name, one.amount, one.currency, one.tenant_id)
        yield f"{one.kind} {one.id}: {wrong}" if wrong else ""


def _wrong(name: str, kind: str, amount: Decimal, currency: str, tenant_id: int) -> str:
    digits = name.removeprefix(MARK)
    fact = db.session.get(RecordedFact, int(digits)) if digits.isdigit() else None
    if fact is None or (fact.kind, fact.tenant_id) != (kind, tenant_id):
        return "is no recorded fact"
    return "" if paid(fact, currency) == amount else f"{name} is of another amount"


def _held(one: GatewayReturn) -> str:
    about = select(LedgerTransaction.kind).filter_by(tenant_id=one.tenant_id, subject=one.id)
    kinds = set(db.session.scalars(about))
    held = Kind.DISPUTE.value in kinds and Kind.DISPUTE_CLOSED.value not in kinds
    if held is (one.state == Stand.HELD.value):
        return ""
    return "is held back in the ledger alone" if held else "is not held back in the ledger"
