"""Which invoiced months are to be looked at again: something came after them, or was told otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from esl.dropping.boundary import sealed_until
from seatyard import clock
from seatyard.db import db
from seatyard.findings import Finding

from ..engine import Agreement, Issued, Kind, Month
from ..models import Invoice
from ..recorded.models import RecordedFact

OF_INVOICE = ("call_after_invoice", "invoice_differs")
"""Kinds of findings that are keyed by an invoice's number."""
OF_SEVERAL = "outage_after_invoice"
"""Names the numbers of several in its detail."""
OVERLAP = timedelta(days=1)
"""A fact told while a month was computed may be older than the invoice, and not in it."""


def flagged(contract_id: int, agreement: Agreement, issued: Sequence[Issued]) -> dict[str, Month]:
    """Of the settlements among ``issued``, by number, the months to look at. In the caller's transaction.

    Open findings about them say so, and facts recorded or withdrawn since the last of them was made. Those
    whose calls are no longer kept stand as they are.
    """
    settled = {
        one.id: Month.parse(one.bill.period, agreement.zone)
        for one in issued
        if one.bill.kind is Kind.SETTLEMENT
    }
    if not settled:
        return {}
    found = {one.key for one in _open(Finding.kind.in_(OF_INVOICE), Finding.key.in_(settled))}
    for one in _open(Finding.kind == OF_SEVERAL):
        found |= set(one.detail.get("invoices", ()))
    made = db.session.scalars(select(Invoice.finalised_at).where(Invoice.number.in_(settled)))
    for fact in _told(contract_id, agreement.counts, max(made) - OVERLAP):
        found |= {number for number, month in settled.items() if fact.on <= month.last_day}
    sealed = sealed_until()
    return {
        number: month
        for number, month in settled.items()
        if number in found and (sealed is None or month.span.starts >= sealed)
    }


def looked_at(numbers: Collection[str], by: str, since: datetime) -> None:
    """Take away what said to look at these invoices, naming the document that ``by`` now corrects them; not
    what was told after ``since``, when their facts were read (the caller commits)."""
    told = Finding.cleared_at.is_(None), Finding.last_at <= since
    gone = {"cleared_at": clock.now(), "cleared_by": "bill close", "cleared_because": by}
    mine = Finding.kind.in_(OF_INVOICE), Finding.key.in_(numbers)
    db.session.execute(update(Finding).where(*told, *mine).values(**gone))


def outages_looked_at(by: str, since: datetime) -> None:
    """Likewise of findings about outages, once all their invoices were looked at (the caller commits)."""
    for one in _open(Finding.kind == OF_SEVERAL, Finding.last_at <= since):
        if _all_followed(one.detail.get("invoices", ()), one.last_at):
            one.cleared_at, one.cleared_by, one.cleared_because = clock.now(), "bill close", by


def _all_followed(numbers: Collection[str], since: datetime) -> bool:
    """Whether each contract of these invoices has one that was made after ``since``."""
    after = (
        select(Invoice.contract_id)
        .where(Invoice.finalised_at > since, Invoice.kind != Kind.PREPAYMENT.value)
        .distinct()
    )
    left = select(Invoice.id).where(Invoice.number.in_(numbers), Invoice.contract_id.not_in(after))
    return db.session.scalar(left.limit(1)) is None


def _open(*which: ColumnElement[bool]) -> Sequence[Finding]:
    return db.session.scalars(select(Finding).where(Finding.cleared_at.is_(None), *which)).all()


def _told(contract_id: int, kinds: Collection[str], since: datetime) -> Sequence[RecordedFact]:
    fact: Any = RecordedFact
    query = select(RecordedFact).where(fact.contract_id == contract_id, fact.kind.in_([*kinds, "endings"]))
    return db.session.scalars(query.where(or_(fact.recorded_at > since, fact.withdrawn_at > since))).all()
