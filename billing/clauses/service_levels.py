"""Key figures, 004 六: a missed target is told, given time to mend, then taken off the month's fee.

A figure is judged in the month in which its measuring period ends (a quarter is the calendar's, cut
by the contract's end). Missed in more periods running than are given to mend it, it takes off its
share in that month, and in each that follows until the target is met. A period without a report is
told and costs nothing; it neither mends a miss nor adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import ServiceLevel
from ..engine.formula import money, number
from ..engine.month import Month
from ..engine.parameters import Amount, Choice, Record, Share, Table, Whole, parameter
from ..engine.results import LINE, SERVICE_LEVEL, Evidence, Line, Notice, Text, line
from ..engine.titles import figure_titled


class Measured(StrEnum):
    """How long a figure is measured over."""

    MONTH = "month"
    QUARTER = "quarter"

    def period(self, month: Month) -> str:
        """What the period is called that the month belongs to: ``2026-03``, ``2026-Q1``."""
        quarter = f"{month.year:04}-Q{(month.month + 2) // 3}"
        return quarter if self is Measured.QUARTER else month.name

    def ends_in(self, month: Month, ends: date | None) -> bool:
        cut = ends is not None and ends <= month.last_day
        return self is Measured.MONTH or month.month % 3 == 0 or cut


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure has to reach, or may not pass."""

    at_least: Decimal | None = parameter(Amount(), "The target is met at this value and above", default=None)
    at_most: Decimal | None = parameter(Amount(), "The target is met at this value and below", default=None)
    measured: Measured = parameter(Choice(Measured), "The measuring period", default=Measured.MONTH)
    mend_periods: int = parameter(
        Whole(0, 24), "Measuring periods given to mend a miss before it costs", default=1
    )

    def missed(self, value: Decimal) -> bool:
        if self.at_least is not None:
            return value < self.at_least
        return self.at_most is not None and value > self.at_most


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure whose measuring period ends in the month."""

    figure: str
    target: Target
    report: ServiceLevel | None
    misses: int
    """Periods running in which it was missed, up to and with this one; 0 if it was met or not reported."""

    @property
    def costs(self) -> bool:
        return self.misses > self.target.mend_periods


@dataclass(frozen=True, slots=True)
class ServiceLevels(Clause):
    name: ClassVar[str] = "service_levels"
    stage: ClassVar[Stage] = Stage.TOTAL_CREDITS
    counts: ClassVar[tuple[str, ...]] = ("service_levels",)

    figures: Mapping[str, Target] = parameter(Table(Record(Target)), "Targets by the figure's name")
    deduct: Decimal = parameter(Share(), "Share of the month's fee off for each figure still missed")

    def check(self, path: str) -> None:
        for figure, target in self.figures.items():
            if (target.at_least is None) == (target.at_most is None):
                message = (
                    "neither at_least nor at_most" if target.at_least is None else "both at_least and at_most"
                )
                where = f"{path}.figures.{figure}"
                raise InvalidInput(message, where=where, allowed="one of at_least, at_most")

    def settle(self, case: Case) -> Settlement:
        judged = [
            _judged(figure, target, case)
            for figure, target in sorted(self.figures.items())
            if target.measured.ends_in(case.month, case.term.ends)
        ]
        notices = [notice for one in judged if (notice := _notice(one, self.name, case))]
        return Settlement(tuple(self._lines([one for one in judged if one.costs], case)), tuple(notices))

    def _lines(self, missed: list[Judged], case: Case) -> list[Line]:
        fee = sum((line.amount for line in case.lines if line.taxed), Decimal(0))
        if not missed or fee <= 0 or not self.deduct:
            return []
        share = number(len(missed), "figure") * number(self.deduct)
        off = share if share.value <= 1 else number(1)
        named = [figure_titled(one.figure) for one in missed]
        made = line(
            self.name,
            Text(
                f"服务指标整改后仍未达标：{'、'.join(one.zh for one in named)}，扣减当月服务费",
                f"Targets still missed: {', '.join(one.en for one in named)}; off the month's fee",
            ),
            quantity=off.value,
            unit="month_total",
            unit_price=-Fraction(fee),
            formula=-(off * money(fee)),
            evidence=[
                *(Evidence(SERVICE_LEVEL, one.report.id, one.report.value) for one in missed if one.report),
                *(Evidence(LINE, str(at), one.amount) for at, one in enumerate(case.lines, 1) if one.taxed),
            ],
            minor_unit=case.minor_unit,
        )
        return [made]


def _judged(figure: str, target: Target, case: Case) -> Judged:
    reports = {one.period: one for one in case.facts.service_levels if one.figure == figure}
    report = reports.get(target.measured.period(case.month))
    if report is None or not target.missed(report.value):
        return Judged(figure, target, report, 0)
    months = _months(case)
    periods = dict.fromkeys(target.measured.period(month) for month in months)
    told = (reports[period] for period in reversed(periods) if period in reports)
    misses = sum(1 for _ in takewhile(lambda one: target.missed(one.value), told))
    return Judged(figure, target, report, misses)


def _months(case: Case) -> list[Month]:
    """From the contract's first month to this one."""
    month, months = Month.of(case.term.starts, case.month.zone), []
    while month.first_day <= case.month.first_day:
        months.append(month)
        month = month.next
    return months


def _notice(judged: Judged, clause: str, case: Case) -> Notice | None:
    title, period = figure_titled(judged.figure), judged.target.measured.period(case.month)
    if judged.report is None:
        said = Text(f"{period} 未报告{title.zh}", f"{title.en} of {period} was not reported")
        return Notice("figure_not_reported", clause, said, judged.figure)
    if not judged.misses:
        return None
    return Notice("figure_missed", clause, _missed(judged, judged.report, title, period), judged.figure)


def _missed(judged: Judged, report: ServiceLevel, title: Text, period: str) -> Text:
    target = judged.target
    zh, en = ("不低于", "at least") if target.at_least is not None else ("不高于", "at most")
    limit = target.at_least if target.at_least is not None else target.at_most
    left = target.mend_periods - judged.misses + 1
    told = Text(
        f"{title.zh} {period} 为 {report.value}，目标{zh} {limit}",
        f"{title.en} of {period} is {report.value}, the target {en} {limit}",
    )
    if judged.costs:
        return Text(f"{told.zh}，整改期已满", f"{told.en}, and the time to mend it is over")
    return Text(
        f"{told.zh}，须在 {left} 个考核周期内整改",
        f"{told.en}; measuring periods left to mend it: {left}",
    )
