"""Credit by availability, 002:B5 and B6: a share of the month's total, by tiers and points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.amounts import decimal, grouped
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Outage
from ..engine.faults import availability, fault_minutes, faults, in_minutes
from ..engine.formula import money, number
from ..engine.parameters import Choice, Record, Several, Share, parameter
from ..engine.results import LINE, Evidence, Line, Notice, Text, line


class Points(StrEnum):
    """Which percentage points below the standard lower the price."""

    WHOLE = "whole"
    """Those lost entirely (the contract's '每下降一个百分点')."""
    STARTED = "started"
    LINEAR = "linear"


COUNTS: dict[Points, Callable[[Fraction], Fraction]] = {
    Points.WHOLE: lambda below: Fraction(floor(below)),
    Points.STARTED: lambda below: Fraction(ceil(below)),
    Points.LINEAR: lambda below: below,
}


class Duty(StrEnum):
    """What a tier brings beside money."""

    WRITTEN_REPORT = "written_report"
    MAY_REFUSE = "may_refuse"


DUTIES = {
    Duty.WRITTEN_REPORT: Text(
        "出租方须以书面形式提交调查报告及改善方案",
        "The operator owes a written report with a plan to improve",
    ),
    Duty.MAY_REFUSE: Text("承租方有权拒付当月结算款项", "The tenant may refuse the month"),
}


@dataclass(frozen=True, slots=True)
class Tier:
    """What holds at or below an availability."""

    at_most: Decimal = parameter(Share(), "Availability at and below which the tier holds")
    pays: Decimal = parameter(Share(), "The share of the month's total that the tenant pays")
    notices: tuple[Duty, ...] = parameter(Several(Choice(Duty)), "What else it brings", default=())


@dataclass(frozen=True, slots=True)
class UptimeSla(Clause):
    name: ClassVar[str] = "uptime_sla"
    stage: ClassVar[Stage] = Stage.TOTAL_CREDITS
    counts: ClassVar[tuple[str, ...]] = ("outages",)

    standard: Decimal = parameter(Share(), "Availability promised", default=Decimal("0.98"))
    points: Points = parameter(Choice(Points), "Which points below the standard count", default=Points.WHOLE)
    off_per_point: Decimal = parameter(
        Share(), "Share of the total off for each point", default=Decimal("0.01")
    )
    tiers: tuple[Tier, ...] = parameter(
        Several(Record(Tier)), "Shares paid at low availability, the highest tier first", default=()
    )

    def check(self, path: str) -> None:
        for at, tier in enumerate(self.tiers):
            where = f"{path}.tiers[{at}]"
            above = self.tiers[at - 1].at_most if at else self.standard
            if tier.at_most >= above:
                message = f"{tier.at_most} is not below the one before"
                raise InvalidInput(message, where=f"{where}.at_most", allowed=f"below {above}")
            if at and tier.pays > self.tiers[at - 1].pays:
                message = f"{tier.pays} is more than the tier above pays"
                raise InvalidInput(message, where=f"{where}.pays", allowed=f"up to {self.tiers[at - 1].pays}")

    def settle(self, case: Case) -> Settlement:
        outages = faults(case)
        fault, available = fault_minutes(case), availability(case)
        tier = next((tier for tier in reversed(self.tiers) if available <= tier.at_most), None)
        off = 1 - Fraction(tier.pays) if tier else self._off_by_points(available)
        duties = [Notice(duty.value, self.name, DUTIES[duty]) for duty in tier.notices] if tier else []
        return Settlement(
            lines=tuple(self._lines(off, fault, available, outages, case)), notices=tuple(duties)
        )

    def _off_by_points(self, available: Fraction) -> Fraction:
        below = max(Fraction(0), (Fraction(self.standard) - available) * 100)
        return min(Fraction(1), COUNTS[self.points](below) * Fraction(self.off_per_point))

    def _lines(
        self, off: Fraction, fault: Fraction, available: Fraction, outages: list[Outage], case: Case
    ) -> list[Line]:
        total = sum((line.amount for line in case.lines), Decimal(0))
        if not off or total <= 0:
            return []
        percent = f"{decimal(available * 100):.4f} %"
        minutes = case.month.days * 24 * 60
        made = line(
            self.name,
            Text(
                f"系统稳定性 1 - {grouped(fault)} / {minutes:,} 分钟 = {percent}，减收当月结算款",
                f"Availability 1 - {grouped(fault)} / {minutes:,} minutes = {percent}: off the month's total",
            ),
            quantity=off,
            unit="month_total",
            unit_price=-Fraction(total),
            formula=-(number(off) * money(total)),
            evidence=[*in_minutes(outages, case.span), *_credited(case)],
            minor_unit=case.minor_unit,
        )
        return [made]


def _credited(case: Case) -> list[Evidence]:
    return [Evidence(LINE, str(at), line.amount) for at, line in enumerate(case.lines, 1)]
