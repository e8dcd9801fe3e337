"""A contract and a month's facts to a bill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from seatyard.errors import InvalidInput

from .amounts import Currency
from .clause import Case, Clause, Settlement
from .facts import Facts
from .month import Month, midnight
from .results import Bill, Tax
from .spans import FOREVER, Span


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract as the engine needs it: its clauses and its term."""

    clauses: tuple[Clause, ...]
    zone: ZoneInfo
    currency: Currency
    due_day: int
    """Of the month after the one that is billed; its last day where it is shorter."""
    starts: date
    ends: date | None
    """The last day, or none."""

    @property
    def span(self) -> Span:
        """The instants that the contract covers."""
        ends = midnight(self.ends + timedelta(days=1), self.zone) if self.ends else FOREVER
        return Span(midnight(self.starts, self.zone), ends)

    @property
    def term(self) -> str:
        """The months that it covers, for a message."""
        return f"from {self.starts:%Y-%m}" + (f" to {self.ends:%Y-%m}" if self.ends else "")

    def active_in(self, month: Month) -> bool:
        return self.span.common(month.span) is not None


def bill(agreement: Agreement, facts: Facts, month: Month) -> Bill:
    """The month's bill; the same facts give the same bill, in whatever order they come.

    Raises InvalidInput for a month outside the contract's term, and for facts that the
    contract has no word for (a seat of a type without a price).
    """
    span = agreement.span.common(month.span)
    if span is None:
        raise InvalidInput(
            f"the contract does not cover {month.name}", where="period", allowed=agreement.term
        )
    minor_unit = agreement.currency.minor_unit
    case = Case(month, span, _last_day(agreement, span, month), facts, minor_unit)
    settled = Settlement()
    for stage in sorted({clause.stage for clause in agreement.clauses}):
        seen = replace(case, lines=settled.lines, rents=settled.rents)
        for clause in agreement.clauses:
            if clause.stage is stage:
                settled += clause.settle(replace(seen, position=len(settled.lines) + 1))
    return _bill(agreement, month, settled, minor_unit)


def _bill(agreement: Agreement, month: Month, settled: Settlement, minor_unit: Decimal) -> Bill:
    lines = sum((line.amount for line in settled.lines), 0 * minor_unit)
    tax = settled.tax or Tax(Decimal(0), False, 0 * minor_unit, "")
    total = lines if tax.included else lines + tax.amount
    after = month.next
    return Bill(
        period=month.name,
        currency=agreement.currency.value,
        lines=settled.lines,
        subtotal=total - tax.amount,
        tax=tax.amount,
        tax_formula=tax.formula,
        total=total,
        due=after.first_day.replace(day=min(agreement.due_day, after.days)),
        notices=settled.notices,
    )


def _last_day(agreement: Agreement, span: Span, month: Month) -> date | None:
    return agreement.ends if span.ends < month.span.ends else None
