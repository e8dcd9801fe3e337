"""A price paid in parts, 000: a share on signing, the rest so many days after an event.

Each part is a line of the month in which it falls due: of the first month if that is before it, of the
last if it is after the end that was agreed. A part that waits for a milestone falls due once that has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from seatyard.calendar import business_days_after
from seatyard.errors import InvalidInput

from ..engine.amounts import rounded
from ..engine.calendar import unannounced
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.facts import Milestone
from ..engine.formula import Formula, money, number
from ..engine.occasions import Occasion, When, agreed_on, day_of
from ..engine.parameters import Amount, Choice, Record, Several, Share, Whole, parameter
from ..engine.results import MILESTONE, TERM, Evidence, Line, Text, line


class Days(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the total, and the day on which it falls due."""

    share: Decimal = parameter(Share(), "Of the total")
    at: date | str = parameter(When(events=True), "The day: signing, start, a date or a milestone's name")
    after_days: int = parameter(Whole(0, 3650), "Days from then", default=0)
    days: Days = parameter(Choice(Days), "Which days those are", default=Days.CALENDAR)

    def due(self, begins: date) -> date:
        if self.days is Days.BUSINESS:
            return business_days_after(begins, self.after_days)
        return begins + timedelta(days=self.after_days)


@dataclass(frozen=True, slots=True)
class Instalments(Clause):
    name: ClassVar[str] = "instalments"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("milestones",)

    total: Decimal = parameter(Amount(), "What the parts add up to")
    parts: tuple[Part, ...] = parameter(Several(Record(Part)), "In order; the last takes the rounding")

    @property
    def events(self) -> tuple[str, ...]:
        """The milestones that it waits for."""
        return tuple(
            part.at for part in self.parts if isinstance(part.at, str) and part.at not in tuple(Occasion)
        )

    def check(self, path: str) -> None:
        shares = sum((part.share for part in self.parts), Decimal(0))
        if shares != 1:
            raise InvalidInput(f"the shares add up to {shares}", where=f"{path}.parts", allowed="1 in all")

    def settle(self, case: Case) -> Settlement:
        lines, relied = [], []
        for at, part in enumerate(self.parts):
            event = _reached(part, case)
            begins = event.on if event else day_of(part.at, case.term)
            if begins is None or not case.covers(agreed_on(due := part.due(begins), case.term)):
                continue
            evidence = (
                Evidence(MILESTONE, event.id, part.share)
                if event
                else Evidence(TERM, f"{self.name}.parts[{at}]", part.share)
            )
            lines.append(self._line(at, due, evidence, case))
            relied += [begins, due] if part.days is Days.BUSINESS else []
        return Settlement(lines=tuple(lines), notices=unannounced(self.name, relied))

    def _line(self, at: int, due: date, evidence: Evidence, case: Case) -> Line:
        formula = self._amount(at, case.minor_unit)
        total = Fraction(self.total)
        number_of = f"{at + 1}/{len(self.parts)}"
        return line(
            self.name,
            Text(f"第 {number_of} 期款（{due} 到期）", f"Instalment {number_of}, due on {due}"),
            quantity=formula.value / total if total else Fraction(self.parts[at].share),
            unit="contract_total",
            unit_price=total,
            formula=formula,
            evidence=[evidence],
            minor_unit=case.minor_unit,
            item=str(at + 1),
        )

    def _amount(self, at: int, minor_unit: Decimal) -> Formula:
        """The part's share; the last is what the others leave of the total."""
        shares = [number(part.share) * money(self.total) for part in self.parts]
        others = [rounded(share.value, minor_unit) for share in shares[:-1]]
        left = Fraction(self.total) - sum(map(Fraction, others))
        if at < len(others) or left == shares[-1].value:
            return shares[at]
        formula = money(self.total)
        for other in others:
            formula = formula - money(other)
        return formula


def _reached(part: Part, case: Case) -> Milestone | None:
    """The event that the part waits for, the first time that it came."""
    events = (one for one in case.facts.milestones if one.event == part.at)
    return min(events, key=lambda one: (one.on, one.id), default=None)
