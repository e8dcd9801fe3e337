"""A bill as plain data: what ``simulate`` and the exports print, and what fingerprints are made of."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from ..clauses import Bill, Evidence, Line, Notice, Text


def of_bill(bill: Bill) -> dict[str, Any]:
    """The one JSON shape of a bill. Amounts are text, so that no reader makes floats of them."""
    return {
        "period": bill.period,
        "currency": bill.currency,
        "lines": [of_line(line) for line in bill.lines],
        "subtotal": plain(bill.subtotal),
        "tax": plain(bill.tax),
        "tax_formula": bill.tax_formula,
        "total": plain(bill.total),
        "due": bill.due.isoformat(),
        "notices": [of_notice(notice) for notice in bill.notices],
    }


def of_line(line: Line) -> dict[str, Any]:
    """A line; its evidence in an order that needs no facts to be found again."""
    return {
        "clause": line.clause,
        "description": of_text(line.description),
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": plain(line.unit_price),
        "amount": plain(line.amount),
        "formula": line.formula,
        "evidence": [of_evidence(one) for one in sorted(line.evidence, key=_order)],
    }


def of_evidence(evidence: Evidence) -> dict[str, str]:
    return {"kind": evidence.kind, "id": evidence.subject, "quantity": plain(evidence.quantity)}


def of_notice(notice: Notice) -> dict[str, Any]:
    return {"kind": notice.kind, "clause": notice.clause, "text": of_text(notice.text)}


def of_text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def plain(number: Decimal) -> str:
    """``17600.00``: never an exponent."""
    return f"{number:f}"


def fingerprint(bill: Bill) -> str:
    """sha-256 of the bill's JSON, evidence and all: equal exactly when nothing differs."""
    text = json.dumps(of_bill(bill), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _order(evidence: Evidence) -> tuple[str, int, str]:
    """By kind, then by id as a person would count: 9 before 10."""
    return evidence.kind, len(evidence.subject), evidence.subject
