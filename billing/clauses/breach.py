"""Walking away, 001 第八章 其它事项 第二条: a share of the fees of the whole term.

The fees of the whole term are what it was to cost, whatever credits and the early end took off: the
charges of its months settled before that of the ending, neither credits, penalties nor deposits among
them; of the month of the ending those beside rent; and for that month and each left of the term the
whole monthly rent of the seats leased on the last day. In a renewed contract the term is the renewal
that was running; without an agreed end no month is left but that of the ending.
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
from .seat_rent import SeatRent
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
    """Of the whole term, with the invoices and lines that what is settled of it stands on."""
    starts, ends = running_term(ending.on, case.term, case.clause(Renewal))
    first = Month.of(starts, case.month.zone).name
    evidence = [
        Evidence(INVOICE, one.id, sum((made.amount for made in one.bill.lines if _charge(made)), Decimal(0)))
        for one in case.earlier
        if one.bill.kind is Kind.SETTLEMENT and one.bill.period >= first
    ]
    evidence += [
        Evidence(LINE, str(at), made.amount)
        for at, made in enumerate(case.lines, 1)
        if _charge(made) and made.clause != SeatRent.name
    ]
    settled = money(sum((one.quantity for one in evidence), Decimal(0)))
    rent = total_monthly_rent(case, ending)
    if rent is None:
        return settled, evidence
    left = number(_months_left(case, ends), "month") * rent
    return (settled + left if settled.value else left), evidence


def _charge(made: Line) -> bool:
    return made.taxed and made.amount > 0


def _months_left(case: Case, ends: date | None) -> Fraction:
    """From the month of the ending to the term's end; a part of a month by its days."""
    if ends is None:
        return Fraction(1)
    left, month = Fraction(0), case.month
    while month.first_day <= ends:
        last = min(ends, month.last_day)
        left += Fraction(last.day, month.days)
        month = month.next
    return left
