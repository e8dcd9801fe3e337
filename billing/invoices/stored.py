"""A stored invoice as the bill that it was made from: one shape, one printer for both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from seatyard.db import db

from ..engine import Bill, Evidence, Kind, Line, Notice, Text
from ..models import Invoice, InvoiceLine, LineEvidence


def bill_of(invoice: Invoice, evidence: Mapping[int, list[Evidence]] | None = None) -> Bill:
    """The invoice's bill; its fingerprint is the one that was stored with it.

    ``evidence`` by the lines' ids spares the query for it, and for who needs none, all of it.
    """
    evidence = _evidence(invoice) if evidence is None else evidence
    return Bill(
        period=invoice.period,
        currency=invoice.currency,
        lines=tuple(line_of(line, evidence.get(line.id, [])) for line in invoice.lines),
        subtotal=invoice.subtotal,
        tax=invoice.tax,
        tax_formula=invoice.tax_formula,
        total=invoice.total,
        due=invoice.due,
        kind=Kind(invoice.kind),
        asked=invoice.asked,
        notices=tuple(_notice(item) for item in invoice.notices["items"]),
    )


def _notice(item: dict[str, Any]) -> Notice:
    on = date.fromisoformat(item["on"]) if "on" in item else None
    return Notice(item["kind"], item["clause"], Text(**item["text"]), item.get("subject", ""), on)


def line_of(line: InvoiceLine, evidence: list[Evidence]) -> Line:
    """The line with this evidence."""
    return Line(
        line.clause,
        Text(line.description_zh, line.description_en),
        line.quantity,
        line.unit,
        line.unit_price,
        line.amount,
        line.formula,
        Text(line.explained_zh, line.explained_en),
        tuple(evidence),
        line.item,
        line.period,
        line.taxed,
        line.corrects,
    )


def _evidence(invoice: Invoice) -> dict[int, list[Evidence]]:
    query = (
        select(LineEvidence.line_id, LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity)
        .join(InvoiceLine, InvoiceLine.id == LineEvidence.line_id)
        .where(InvoiceLine.invoice_id == invoice.id, LineEvidence.tenant_id == invoice.tenant_id)
    )
    found: dict[int, list[Evidence]] = {}
    for line_id, kind, subject, quantity in db.session.execute(query):
        found.setdefault(line_id, []).append(Evidence(kind, subject, quantity))
    return found
