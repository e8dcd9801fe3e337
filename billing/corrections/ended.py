"""What came after the last invoice of a contract that has ended: a bill of its own, or a credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from seatyard import clock
from seatyard.db import snapshot, transaction

from ..clauses.tax import Tax
from ..contracts.service import contracts
from ..documents.fingerprints import fingerprint
from ..engine import Agreement, Bill, Kind, Line, Month
from ..facts import agreement_now
from ..invoices.due import Due
from ..invoices.earlier import earlier
from ..invoices.finalise import Standing, finalise
from ..models import Contract
from .flagged import flagged, looked_at
from .service import outstanding


@dataclass(frozen=True, slots=True)
class Corrected:
    tenant: str
    currency: str
    standing: Standing


def after_the_end(period: str, tenant: str | None) -> list[Corrected]:
    """Bill what is missing of contracts whose last month was before ``period``. Again, it finds nothing."""
    with snapshot():
        ended = [one for one in (_ended(*row, period) for row in contracts(tenant)) if one is not None]
    return [made for one in ended if (made := _correct(one))]


def _ended(contract: Contract, name: str, period: str) -> Due | None:
    agreement = agreement_now(contract)
    if agreement.term.ends is None or f"{agreement.term.ends:%Y-%m}" >= period:
        return None
    return Due(
        contract.id, contract.tenant_id, name, agreement, Month.of(agreement.term.ends, agreement.zone)
    )


def _correct(due: Due) -> Corrected | None:
    since = clock.now()
    today = since.astimezone(due.agreement.zone).date()
    with snapshot():
        issued = earlier(due.contract_id, Month.of(today, due.agreement.zone))
        settled = [one.bill.period for one in issued if one.bill.kind is Kind.SETTLEMENT]
        if not settled or max(settled) < due.month.name:
            return None
        months = flagged(due.contract_id, due.agreement, issued)
        lines = outstanding(due, issued)
        last = Month.parse(max(settled), due.agreement.zone)
        before = [one for one in issued if one.bill.kind is Kind.CORRECTION and one.bill.period == last.name]
    if not lines:
        with transaction():
            looked_at(months, "it comes to what was billed", since)
        return None
    made = _bill(due.agreement, last, today, lines)
    standing, _ = finalise(due.contract_id, due.tenant_id, made, fingerprint(made), len(before) + 1)
    with transaction():
        looked_at(months, f"corrected on {standing.number}", since)
    return Corrected(due.tenant, made.currency, standing)


def _bill(agreement: Agreement, month: Month, today: date, lines: Sequence[Line]) -> Bill:
    unit = agreement.currency.minor_unit
    clause = agreement.clause(Tax.name, month.last_day)
    sum_ = sum((line.amount for line in lines), 0 * unit)
    taxed = sum((line.amount for line in lines if line.taxed), Decimal(0))
    tax = clause.on(taxed, unit) if isinstance(clause, Tax) else None
    amount = tax.amount if tax else 0 * unit
    total = sum_ + amount if tax and not tax.included else sum_
    after = Month.of(today, agreement.zone).next
    return Bill(
        period=month.name,
        currency=agreement.currency.value,
        lines=tuple(lines),
        subtotal=total - amount,
        tax=amount,
        tax_formula=tax.formula if tax else "",
        total=total,
        due=after.first_day.replace(day=min(agreement.version(month.last_day).due_day, after.days)),
        notices=(),
        kind=Kind.CORRECTION,
        asked=today,
    )
