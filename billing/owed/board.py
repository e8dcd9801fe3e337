"""A month at a glance: how many drafts, invoices and credit notes stand where, and what they come to.

A fixed number of statements, however many tenants there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, snapshot

from ..credits.models import CreditNote
from ..drafts import service as drafts
from ..invoices import service as invoices
from ..models import Invoice
from . import stands


@dataclass(slots=True)
class Lane:
    """What stands in one state."""

    count: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)
    """By currency."""
    open: dict[str, Decimal] = field(default_factory=dict)
    """What of them is not paid, by currency."""

    def add(self, currency: str, total: Decimal, left: Decimal = Decimal(0)) -> None:
        self.count += 1
        self.totals[currency] = self.totals.get(currency, Decimal(0)) + total
        if left:
            self.open[currency] = self.open.get(currency, Decimal(0)) + left


@dataclass(frozen=True, slots=True)
class Board:
    drafts: Mapping[str, Lane]
    """Of what is not invoiced yet, by ``drafts.service.STATES``; those that nothing is in are left out."""
    invoices: Mapping[str, Lane]
    """By ``stands.STATES``, all of them."""
    final: Lane
    """All invoices together."""
    credited: Lane
    """Credit notes to the month's invoices."""


def months() -> list[str]:
    """Those that have a draft or an invoice, the latest first."""
    return sorted({*drafts.months(), *invoices.months()}, reverse=True)


def board(period: str, on: date | None = None) -> Board:
    """Of a month, ``2026-03``, as a day ends, the operator's today by default; empty where nothing is."""
    with snapshot():
        waiting: dict[str, Lane] = {}
        for row in drafts.all_of(period):
            if row.state != drafts.FINALISED:
                waiting.setdefault(row.state, Lane()).add(row.draft.currency, row.draft.total)
        lanes, final = {state: Lane() for state in stands.STATES}, Lane()
        for invoice, stand in stands.of_month(period, on):
            for lane in (lanes[stand.state], final):
                lane.add(invoice.currency, invoice.total, stand.left)
        return Board(waiting, lanes, final, credited(period))


def credited(period: str) -> Lane:
    """Credit notes to the invoices of a month."""
    query = (
        select(CreditNote.currency, CreditNote.total)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(Invoice.period == period)
    )
    lane = Lane()
    for currency, total in db.session.execute(query):
        lane.add(currency, total)
    return lane
