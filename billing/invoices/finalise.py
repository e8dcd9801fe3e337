"""A computed bill becomes an invoice: number, lines and evidence in one commit, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from seatyard.db import db, transaction

from ..clauses import Bill, Line
from ..documents import data
from ..models import Invoice, InvoiceLine, LineEvidence
from . import numbers

SLICE = 5000
"""Rows of evidence in one statement's batch."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice as far as a close needs to know it."""

    number: str
    fingerprint: str
    total: Decimal


def finalise(contract_id: int, tenant_id: int, bill: Bill) -> tuple[Standing, bool]:
    """The invoice of this contract and period, and whether it was made now.

    Whoever comes second waits for the lock, then finds the first one's invoice and takes no number.
    """
    with transaction():
        counter = numbers.lock()
        known = find(contract_id, bill.period)
        if known is not None:
            return known, False
        invoice = _invoice(contract_id, tenant_id, bill, numbers.next_number(counter))
        db.session.add(invoice)
        db.session.flush()
        _store_lines(invoice, bill)
        made = Standing(invoice.number, invoice.fingerprint, bill.total)
    return made, True


def find(contract_id: int, period: str) -> Standing | None:
    """The invoice of a contract's month, if there is one."""
    query = select(Invoice.number, Invoice.fingerprint, Invoice.total)
    found = db.session.execute(query.filter_by(contract_id=contract_id, period=period)).one_or_none()
    return Standing(*found) if found else None


def _invoice(contract_id: int, tenant_id: int, bill: Bill, number: str) -> Invoice:
    return Invoice(
        tenant_id=tenant_id,
        contract_id=contract_id,
        period=bill.period,
        number=number,
        currency=bill.currency,
        subtotal=bill.subtotal,
        tax=bill.tax,
        tax_formula=bill.tax_formula,
        total=bill.total,
        due=bill.due,
        notices={"items": [data.of_notice(notice) for notice in bill.notices]},
        fingerprint=data.fingerprint(bill),
    )


def _store_lines(invoice: Invoice, bill: Bill) -> None:
    lines = [_line(invoice, at, line) for at, line in enumerate(bill.lines, 1)]
    db.session.add_all(lines)
    db.session.flush()
    rows = [
        row
        for stored, line in zip(lines, bill.lines, strict=True)
        for row in _evidence(invoice.tenant_id, stored.id, line)
    ]
    connection = db.session.connection()
    for start in range(0, len(rows), SLICE):
        connection.execute(insert(LineEvidence), rows[start : start + SLICE])


def _line(invoice: Invoice, position: int, line: Line) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice.id,
        position=position,
        clause=line.clause,
        description_zh=line.description.zh,
        description_en=line.description.en,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        formula=line.formula,
    )


def _evidence(tenant_id: int, line_id: int, line: Line) -> list[dict[str, Any]]:
    whose = {"tenant_id": tenant_id, "line_id": line_id}
    return [
        {**whose, "kind": one.kind, "subject": one.subject, "quantity": one.quantity} for one in line.evidence
    ]
