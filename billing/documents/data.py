"""A bill as plain data: what ``simulate`` and the exports print."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ..arrears import Arrear
from ..cases import Answer
from ..engine import Bill, Evidence, Line, Notice, Text


def of_bill(bill: Bill) -> dict[str, Any]:
    """The one JSON shape of a bill. Amounts are text, so that no reader makes floats of them."""
    evidence: dict[int, list[Evidence]] = {}
    for position, one in bill.evidence():
        evidence.setdefault(position, []).append(one)
    return without_evidence(bill) | {
        "lines": [of_line(line, evidence.get(at, ())) for at, line in enumerate(bill.lines, 1)]
    }


def without_evidence(bill: Bill) -> dict[str, Any]:
    """``of_bill`` with no evidence on its lines: it may be a million calls."""
    return {
        "kind": bill.kind.value,
        "period": bill.period,
        **({"asked": bill.asked.isoformat()} if bill.asked else {}),
        "currency": bill.currency,
        "lines": [of_line(line, ()) for line in bill.lines],
        "subtotal": plain(bill.subtotal),
        "tax": plain(bill.tax),
        "tax_formula": bill.tax_formula,
        "total": plain(bill.total),
        "due": bill.due.isoformat(),
        "notices": [of_notice(notice) for notice in bill.notices],
    }


def of_answer(answer: Answer) -> dict[str, Any]:
    """What a case comes to."""
    return {
        "invoices": [of_bill(bill) for bill in answer.invoices],
        "prepayments": [of_bill(bill) for bill in answer.prepayments],
        **({} if answer.arrears is None else {"arrears": [of_arrear(one) for one in answer.arrears]}),
        "unused": list(answer.unused),
    }


def of_arrear(arrear: Arrear) -> dict[str, Any]:
    """A bill that is not paid in full; a date is null where the terms have none."""
    days = {"notice": arrear.notice, "suspension": arrear.suspension, "termination": arrear.termination}
    return {
        "id": arrear.id,
        "period": arrear.period,
        "kind": arrear.kind.value,
        "due": arrear.due.isoformat(),
        "total": plain(arrear.total),
        "principal": plain(arrear.principal),
        "paid": plain(arrear.paid),
        **({"credited": plain(arrear.credited)} if arrear.credited else {}),
        **({"written_off": plain(arrear.written_off)} if arrear.written_off else {}),
        "outstanding": plain(arrear.outstanding),
        "days_late": arrear.days_late,
        "late_fee": plain(arrear.late_fee),
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def of_line(line: Line, evidence: Iterable[Evidence]) -> dict[str, Any]:
    """A line; its evidence in an order that needs no facts to be found again."""
    return {
        "clause": line.clause,
        **({"item": line.item} if line.item else {}),
        **({"period": line.period} if line.period else {}),
        **({"corrects": line.corrects} if line.corrects else {}),
        "description": of_text(line.description),
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": plain(line.unit_price),
        "amount": plain(line.amount),
        "formula": line.formula,
        "explained": of_text(line.explained),
        "taxed": line.taxed,
        "evidence": [of_evidence(one) for one in sorted(evidence, key=_order)],
    }


def of_evidence(evidence: Evidence) -> dict[str, str]:
    return {"kind": evidence.kind, "id": evidence.subject, "quantity": plain(evidence.quantity)}


def of_notice(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "clause": notice.clause,
        **({"subject": notice.subject} if notice.subject else {}),
        **({"on": notice.on.isoformat()} if notice.on else {}),
        "text": of_text(notice.text),
    }


def of_text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def plain(number: Decimal) -> str:
    """``17600.00``: never an exponent."""
    return f"{number:f}"


def _order(evidence: Evidence) -> tuple[str, int, str]:
    """By kind, then by id as a person would count: 9 before 10."""
    return evidence.kind, len(evidence.subject), evidence.subject
