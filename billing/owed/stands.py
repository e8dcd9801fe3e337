"""Where invoices stand with their money: to be paid, at the payment service, paid, overdue, disputed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from seatyard.db import db, snapshot

from ..gateway.shown import DISPUTED, disputed_of, sent
from ..models import Invoice
from .service import today
from .standings import left_of

FINAL, SENT, PAID, OVERDUE = "final", "sent", "paid", "overdue"
STATES = (FINAL, SENT, PAID, OVERDUE, DISPUTED)
"""Open, and not due yet; the same, and at the payment service; nothing is open of it; open past its due day;
its payer's bank holds money back. An invoice is in one of them: the last that is true of it."""


class Stand(NamedTuple):
    """Where an invoice stands."""

    state: str
    """One of ``STATES``."""
    left: Decimal
    """What is open of it."""


class Brief(NamedTuple):
    """What of an invoice says where it stands."""

    number: str
    contract_id: int
    currency: str
    total: Decimal
    due: date


def of_month(period: str, on: date | None = None) -> list[tuple[Brief, Stand]]:
    """A month's invoices as a day ends, the operator's today by default (the caller reads)."""
    query = select(Invoice.number, Invoice.contract_id, Invoice.currency, Invoice.total, Invoice.due)
    briefs = [Brief(*row) for row in db.session.execute(query.where(Invoice.period == period))]
    stands = _stands(briefs, on or today())
    return [(one, stands[one.number]) for one in briefs]


def of_invoices(invoices: Iterable[Invoice], on: date | None = None) -> dict[str, Stand]:
    """By their numbers (the caller reads)."""
    briefs = [Brief(one.number, one.contract_id, one.currency, one.total, one.due) for one in invoices]
    return _stands(briefs, on or today())


def numbers(period: str, state: str) -> list[str]:
    """Of the month's invoices that stand there today."""
    with snapshot():
        return [invoice.number for invoice, stand in of_month(period) if stand.state == state]


def _stands(invoices: Collection[Brief], on: date) -> dict[str, Stand]:
    ids = [one.number for one in invoices]
    left = left_of({one.contract_id for one in invoices}, on)
    at_service, disputed = sent(ids), disputed_of(ids)

    def stand(invoice: Brief) -> Stand:
        owed = left.get(invoice.number, Decimal(0))
        if invoice.number in disputed:
            return Stand(DISPUTED, owed)
        if not owed:
            return Stand(PAID, owed)
        if invoice.due < on:
            return Stand(OVERDUE, owed)
        return Stand(SENT if invoice.number in at_service else FINAL, owed)

    return {one.number: stand(one) for one in invoices}
