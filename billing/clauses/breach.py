"""Walking away, 001 第八章 其它事项 第二条: a share of the fees of the whole term.

The fees of the whole term are those of its months settled up to the contract's last day, credits
taken off and neither penalties nor deposits among them (force majeure has lowered them already, as
第四条 wants), and for each month from then to the agreed end the monthly rent of the seats leased on
the last day. In a renewed contract the term is the renewal that was running; without an agreed end
there are no months left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Ending
from ..engine.formula import Formula, money, number
from ..engine.month import Month
from ..engine.parameters import Share, parameter
from ..engine.results import ENDING, INVOICE, LINE, Evidence, Kind, Line, Text, line
from .renewal import Renewal, running_term
from .termination import total_monthly_rent

OPERATOR = "operator_left"
TITLES = {
    "tenant_left": Text("承租方中断协议违约金", "The tenant walked away"),
    OPERATOR: Text("出租方中断协议违约金", "The operator walked away"),
}


@dataclass(frozen=True, slots=True)
class Breach(Clause):
    name: ClassVar[str] = "breach"
    stage: ClassVar[Stage] = Stage.PENALTIES
    counts: ClassVar[tuple[str, ...]] = ("endings",)

    share: Decimal = parameter(
        Share(), "Of the fees of the whole term, paid by who walks away", default=Decimal("0.20")
    )

    def settle(self, case: Case) -> Settlement:
        left = [one for one in case.facts.endings if one.cause in TITLES and case.covers(one.on)]
        return Settlement(tuple(self._line(one, case) for one in left))

    def _line(self, ending: Ending, case: Case) -> Line:
        fees, evidence = _fees(ending, case)
        owed = fees * number(self.share)
        sign = -1 if ending.cause == OPERATOR else 1
        return line(
            self.name,
            TITLES[ending.cause],
            quantity=Fraction(self.share),
            unit="term_fees",
            unit_price=sign * fees.value,
            formula=owed if sign > 0 else -owed,
            evidence=[Evidence(ENDING, ending.id, self.share), *evidence],
            minor_unit=case.minor_unit,
            taxed=False,
        )


def _fees(ending: Ending, case: Case) -> tuple[Formula, list[Evidence]]:
    """Of the whole term, with the invoices and lines that they were settled by."""
    starts, ends = running_term(ending.on, case.term, case.clause(Renewal))
    first = Month.of(starts, case.month.zone).name
    evidence = [
        Evidence(INVOICE, one.id, sum((made.amount for made in one.bill.lines if made.taxed), Decimal(0)))
        for one in case.earlier
        if one.bill.kind is Kind.SETTLEMENT and one.bill.period >= first
    ]
    evidence += [Evidence(LINE, str(at), made.amount) for at, made in enumerate(case.lines, 1) if made.taxed]
    fees = money(sum((one.quantity for one in evidence), Decimal(0)))
    months, rent = _months_left(case, ends), total_monthly_rent(case, ending)
    return (fees + number(months, "month") * rent if months and rent else fees), evidence


def _months_left(case: Case, ends: date | None) -> Fraction:
    """From the month after the last one to the term's end; a part of a month by its days."""
    left, month = Fraction(0), case.month.next
    while ends is not None and month.first_day <= ends:
        last = min(ends, month.last_day)
        left += Fraction(last.day, month.days)
        month = month.next
    return left
