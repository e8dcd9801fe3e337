"""Calls that came, went or changed after their month was invoiced: which invoices, as a finding.

No invoice changes. What each comes to by today's facts is computed by the next close of its month, which
takes the finding away (it says ``unchanged``, or leaves ``invoice_differs``), and by that of the next month,
whose invoice has the difference (``corrections``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update

from esl.calls.charged import Crossing
from seatyard import clock, findings
from seatyard.db import db, slices
from seatyard.findings import Finding

from ..engine import Kind, Month
from ..engine.spans import Span
from ..facts import agreement_now
from ..models import Contract, Invoice

LATE = "call_after_invoice"
SHOWN = 50
"""Calls that the finding names; the rest is counted."""


def late(changed: Collection[Crossing]) -> None:
    """Report the invoices of the months that these calls began in (the caller commits)."""
    began = {(one.tenant_id, one.call): one.call_started_at for one in changed if one.call_started_at}
    if not began:
        return
    for invoice, contract in _invoiced({tenant_id for tenant_id, _ in began}, min(began.values())):
        theirs = {call: at for (tenant_id, call), at in began.items() if tenant_id == invoice.tenant_id}
        month = Month.parse(invoice.period, ZoneInfo(contract.terms["timezone"])).span
        if not _within(month, theirs):
            continue
        span = agreement_now(contract).span.common(month)
        if span is not None and (calls := _within(span, theirs)):
            _report(invoice, calls)


def told_of(number: str) -> int:
    """How many calls of an invoice are told of so far, for ``compared``: asked before the facts are read."""
    return db.session.scalar(select(Finding.count).where(*_open(number))) or 0


def compared(number: str, calls: int) -> None:
    """Its month was computed anew with these calls in it: take the finding away, unless others have come
    since (the caller commits)."""
    gone = {"cleared_at": clock.now(), "cleared_by": "bill close"}
    db.session.execute(update(Finding).where(*_open(number), Finding.count == calls).values(**gone))


def _open(number: str) -> tuple[ColumnElement[bool], ...]:
    return Finding.kind == LATE, Finding.key == number, Finding.cleared_at.is_(None)


def _within(span: Span, began: Mapping[str, datetime]) -> list[str]:
    return sorted(call for call, at in began.items() if span.starts <= at < span.ends)


def _invoiced(tenant_ids: Collection[int], since: datetime) -> list[tuple[Invoice, Contract]]:
    """The settlements of these tenants from the month of ``since`` on, in any zone, by number."""
    query = (
        select(Invoice, Contract)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Invoice.kind == Kind.SETTLEMENT.value, Invoice.period >= f"{since - timedelta(days=1):%Y-%m}")
    )
    pieces = (query.where(Invoice.tenant_id.in_(some)) for some in slices(sorted(tenant_ids)))
    found = [(row[0], row[1]) for piece in pieces for row in db.session.execute(piece)]
    return sorted(found, key=lambda row: row[0].number)


def _report(invoice: Invoice, calls: Collection[str]) -> None:
    many = "a call" if len(calls) == 1 else f"{len(calls)} calls"
    findings.report(
        LATE,
        invoice.number,
        f"{many} of {invoice.period} came or changed after {invoice.number} was made:"
        f" `bill close {invoice.period}` shows what it comes to now",
        times=len(calls),
        tenant_id=invoice.tenant_id,
        period=invoice.period,
        calls=list(calls)[:SHOWN],
    )
