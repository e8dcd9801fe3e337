"""Force majeure, 001:A11: in its time no rent accrues, and no penalty of either side runs.

Rent is that of the seats that it befell; when it befell every seat, also what is billed up to their
minimum, and that of leased lines. **Reading**: staff and recurring charges go on, since people are paid
and numbers are kept.

Late fees and late activation skip every local day that it touched, whichever seats it befell; a
fault in its time is the provider's no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from ..engine import seat_credits
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import FORCE_MAJEURE, Outage, SeatInterval
from ..engine.faults import in_minutes
from ..engine.formula import money, number
from ..engine.leases import through
from ..engine.parameters import Choice, Whole, YesNo, parameter
from ..engine.results import LINE, Evidence, Line, Notice, Rent, Text, line
from ..engine.seat_credits import DAYS_OF_A_MONTH, SeatCredit
from ..engine.spans import MICROSECOND, common
from .line_rent import LINES, LineRent
from .seat_rent import LEASED, is_up_to_minimum

TITLE = Text("{}不可抗力期间免收租金", "Force majeure: no rent of {} in its time")

LEAST = Text(
    "不可抗力期间免收最低席数补足部分", "Force majeure: nothing up to the minimum of seats in its time"
)


class ReportFrom(StrEnum):
    START = "start"
    """002 第五条之四, 000 第六条: of its beginning."""
    END = "end"
    """001 第七章第三条."""


@dataclass(frozen=True, slots=True)
class ForceMajeure(Clause):
    name: ClassVar[str] = "force_majeure"
    stage: ClassVar[Stage] = Stage.SEAT_CREDITS
    counts: ClassVar[tuple[str, ...]] = ("outages",)

    rent_stops: bool = parameter(
        YesNo(), "Whether no rent accrues in its time; penalties stop either way", default=True
    )
    report_within_days: int | None = parameter(
        Whole(0, 365),
        "Days within which it is reported in writing; without it, no such duty",
        default=None,
    )
    report_from: ReportFrom = parameter(
        Choice(ReportFrom),
        "What those days count from: its start or its end",
        default=ReportFrom.END,
    )

    def settle(self, case: Case) -> Settlement:
        outages = sorted(
            (one for one in case.facts.outages if one.cause == FORCE_MAJEURE),
            key=lambda one: (one.starts, one.id),
        )
        rents = {rent.seat: rent for rent in case.rents if rent.charged and self.rent_stops}
        leased = ((rents[seat], held) for seat, held in case.active_seats().items() if seat in rents)
        credits = (_credit(rent, intervals, outages, case) for rent, intervals in leased)
        made = seat_credits.settled(self.name, TITLE, LEASED, filter(None, credits), outages, case)
        everywhere = [one for one in outages if one.seats is None and self.rent_stops]
        lines = (*made.lines, *_up_to_minimum(everywhere, case), *self._of_lines(everywhere, case))
        return Settlement(lines, tuple(self._notices(outages, case)), credited=made.credited)

    def _of_lines(self, everywhere: list[Outage], case: Case) -> tuple[Line, ...]:
        """The rent of leased lines, which no event that befell some seats only touches."""
        rule = case.clause(LineRent)
        if rule is None or not everywhere:
            return ()
        rents = {name: rent for name, rent in rule.rents(case).items() if rent.charged}
        leased = case.active(case.facts.lines)
        credits = (_credit(rent, leased[name], everywhere, case) for name, rent in rents.items())
        return seat_credits.settled(self.name, TITLE, LINES, filter(None, credits), everywhere, case).lines

    def _notices(self, outages: list[Outage], case: Case) -> list[Notice]:
        """The duty to report, in the month in which the event began or ended, as the days count from."""
        if self.report_within_days is None:
            return []
        days = {day for one in outages if (day := self._counted_from(one, case)) and case.covers(day)}
        within = timedelta(days=self.report_within_days)
        says = _report(self.report_within_days, self.report_from)
        return [Notice("report_force_majeure", self.name, says, on=day + within) for day in sorted(days)]

    def _counted_from(self, outage: Outage, case: Case) -> date | None:
        if self.report_from is ReportFrom.START:
            return case.month.day_of(outage.starts)
        return case.month.day_of(outage.ends - MICROSECOND) if outage.ends else None


def _credit(
    rent: Rent, intervals: list[SeatInterval], outages: list[Outage], case: Case
) -> SeatCredit | None:
    """A day counts when it was affected at any moment; a whole month is its whole rent."""
    leased = through(intervals)
    befell = [one.span for one in outages if one.seats is None or rent.seat in one.seats]
    hours = common(common(befell, leased), [case.span])
    days = {day for span in hours for day in case.month.days_of(span)}
    if not days:
        return None
    return seat_credits.by_days(rent, len(days), intervals, whole=len(days) == case.month.days)


def _up_to_minimum(everywhere: list[Outage], case: Case) -> list[Line]:
    """Off what is billed up to a minimum of seats: its days / 30, all of it for every day of the contract."""
    hours = common((one.span for one in everywhere), [case.span])
    days = len({day for span in hours for day in case.month.days_of(span)})
    whole = days == len(case.month.days_of(case.span))
    share = number(1) if whole or days > DAYS_OF_A_MONTH else number(days, "day") / number(DAYS_OF_A_MONTH)
    return [
        line(
            ForceMajeure.name,
            LEAST,
            quantity=share.value,
            unit="amount",
            unit_price=-Fraction(made.amount),
            formula=-(money(made.amount) * share),
            evidence=[Evidence(LINE, str(at), made.quantity), *in_minutes(everywhere, case.span)],
            minor_unit=case.minor_unit,
        )
        for at, made in enumerate(case.lines, 1)
        if days and is_up_to_minimum(made)
    ]


def _report(days: int, counted_from: ReportFrom) -> Text:
    zh, en = ("发生", "beginning") if counted_from is ReportFrom.START else ("结束", "end")
    return Text(
        f"受不可抗力影响的一方应在其{zh}后{days}日内书面通知对方",
        f"The party that force majeure befell reports it in writing within {days} days of its {en}",
    )
