"""A computed bill becomes an invoice: number, lines, evidence and entries in one commit, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from esl.calls import fold
from seatyard.db import db, slices, transaction
from seatyard.errors import Conflict

from ..documents import data
from ..documents.fingerprints import Fingerprint
from ..engine import Bill, Evidence, Kind, Line
from ..findings.word import Passed
from ..ledger.book import Party, post_bill
from ..models import Invoice, InvoiceLine, LineEvidence
from . import heads, numbers

SLICE = 5000
"""Rows of evidence in one statement's batch."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice as far as a close needs to know it."""

    number: str
    fingerprint: str
    total: Decimal


def finalise(
    contract_id: int,
    tenant_id: int,
    bill: Bill,
    fingerprint: str,
    sequence: int = 1,
    passed: Passed | None = None,
    check: Callable[[], None] = lambda: None,
) -> tuple[Standing, bool]:
    """The invoice of this contract's period, kind and ``sequence``, and whether it was made now.

    Whoever comes second waits for the lock, then finds the first one's invoice and takes no number.
    The bill's trails are walked through once more, a slice at a time; Conflict if they lead to other
    evidence than the ``fingerprint`` was made of (a call was folded in between), and nothing is stored.
    ``check`` is asked when nobody else finalises or folds any more, and raises what speaks against it: a call
    is either in the invoice, or told of as late.
    ``passed`` is the word that it is closed on, kept with it.
    """
    with transaction():
        fold.lock()
        known = find(contract_id, bill.period, bill.kind, sequence)
        if known is not None:
            return known, False
        check()
        invoice = _invoice(contract_id, tenant_id, bill)
        invoice.number, invoice.sequence = numbers.next(), sequence
        invoice.fingerprint = fingerprint
        db.session.add(invoice)
        db.session.flush()
        _store_lines(invoice, bill)
        heads.keep(invoice)
        post_bill(Party(tenant_id, contract_id, bill.currency), invoice.number, bill)
        if passed is not None:
            passed.keep(invoice.id)
        made = Standing(invoice.number, invoice.fingerprint, bill.total)
    return made, True


def find(contract_id: int, period: str, kind: Kind = Kind.SETTLEMENT, sequence: int = 1) -> Standing | None:
    """The invoice of a contract's month, if there is one."""
    query = select(Invoice.number, Invoice.fingerprint, Invoice.total).filter_by(
        contract_id=contract_id, period=period, kind=kind.value, sequence=sequence
    )
    found = db.session.execute(query).one_or_none()
    return Standing(*found) if found else None


def _invoice(contract_id: int, tenant_id: int, bill: Bill) -> Invoice:
    return Invoice(
        tenant_id=tenant_id,
        contract_id=contract_id,
        period=bill.period,
        currency=bill.currency,
        subtotal=bill.subtotal,
        tax=bill.tax,
        tax_formula=bill.tax_formula,
        total=bill.total,
        due=bill.due,
        kind=bill.kind.value,
        asked=bill.asked,
        notices={"items": [data.of_notice(notice) for notice in bill.notices]},
    )


def _store_lines(invoice: Invoice, bill: Bill) -> None:
    lines = [_line(invoice, at, line) for at, line in enumerate(bill.lines, 1)]
    db.session.add_all(lines)
    db.session.flush()
    ids = {line.position: line.id for line in lines}
    told = Fingerprint()
    connection = db.session.connection()
    for batch in slices(bill.evidence(), SLICE):
        for position, one in batch:
            told.add(position, one)
        rows = [_evidence(invoice.tenant_id, ids[position], one) for position, one in batch]
        connection.execute(insert(LineEvidence), rows)
    if told.of(bill) != invoice.fingerprint:
        raise changed(bill)


def changed(bill: Bill) -> Conflict:
    """What is raised when a bill is no longer what its facts come to."""
    message = f"what {bill.period} is computed from changed while it was stored"
    return Conflict(message, where="period", allowed="close the month again")


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
        explained_zh=line.explained.zh,
        explained_en=line.explained.en,
        item=line.item,
        period=line.period,
        taxed=line.taxed,
        corrects=line.corrects,
    )


def _evidence(tenant_id: int, line_id: int, one: Evidence) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "line_id": line_id,
        "kind": one.kind,
        "subject": one.subject,
        "quantity": one.quantity,
    }
