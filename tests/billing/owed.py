"""A contract whose bills are paid late or not at all, as a case tells it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing import cases
from billing.arrears import Arrear
from billing.cases import Answer
from billing.engine import Line

from .cases import amount

TERMS: dict[str, Any] = {
    "seat_rent": {"price": {"standard": 2000}, "basis": "any_day"},
    "late_fee": {"daily_rate": 0.003},
    "suspension": {"days": 15, "notice_days": 3},
    "termination": {"days": 60, "multiple": 3},
}
QUARTER = {"bill": ["2026-03", "2026-04", "2026-05"], "as_of": "2026-05-31"}
THREE = [{"at": "2026-03-01", "add": 3, "type": "standard"}]


def paid(at: str, amount: Any, period: str | None = "2026-03") -> dict[str, Any]:
    return {"at": f"2026-{at}", "amount": amount} | ({"period": period} if period else {})


def document(*payments: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {"seats": THREE, "payments": list(payments), **more.pop("facts", {})}
    terms = TERMS | more.pop("terms", {})
    contract = {"terms": terms, "starts": "2026-03-01", "ends": "2027-02-28", **more.pop("contract", {})}
    base = {"contract": contract, "facts": facts, "bill": ["2026-03", "2026-04"], "as_of": "2026-05-01"}
    return base | more


def answer(*payments: dict[str, Any], **more: Any) -> Answer:
    return cases.answer(cases.of_document(document(*payments, **more)))


def fee(*payments: dict[str, Any], **more: Any) -> Decimal:
    return amount(answer(*payments, **more).invoices[-1], "late_fee")


def arrears(*payments: dict[str, Any], **more: Any) -> tuple[Arrear, ...]:
    found = answer(*payments, **more).arrears
    assert found is not None
    return found


def only(answer: Answer, clause: str) -> Line:
    """The clause's one line on the last invoice."""
    (line,) = [line for line in answer.invoices[-1].lines if line.clause == clause]
    return line
