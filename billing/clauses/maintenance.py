"""Maintenance, 001:A8: announced ahead it is no fault, up to an allowance of days a month.

What runs past the allowance is the provider's fault, in the order in which the work was done;
work on several seats at once uses the allowance once. Work that nobody was told of is a fault
with or without this clause (002:B6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import PLANNED, PROVIDER, Outage
from ..engine.month import midnight
from ..engine.parameters import Choice, Whole, parameter
from ..engine.spans import DAY, MICROSECOND, Span, common, without


class Counted(StrEnum):
    """What an allowance of two days is."""

    TIME = "time"
    """48 hours, whenever they are."""
    DAYS = "days"
    """Two local days, each whole once it was touched."""


@dataclass(frozen=True, slots=True)
class Maintenance(Clause):
    name: ClassVar[str] = "maintenance"
    stage: ClassVar[Stage] = Stage.FACTS
    counts: ClassVar[tuple[str, ...]] = ("outages",)

    days: int = parameter(Whole(0, 31), "Days a month that planned work may take", default=2)
    counted: Counted = parameter(
        Choice(Counted), "As 24 hours of work each, or as local days that it touches", default=Counted.TIME
    )

    def settle(self, case: Case) -> Settlement:
        planned = [one for one in case.facts.outages if one.cause == PLANNED and one.announced]
        worked = common((one.span for one in planned), [case.span])
        past = self._past(worked, case)
        if not past:
            return Settlement()
        faults = (fault for one in planned for fault in _past_it(one, past))
        return Settlement(facts=replace(case.facts, outages=(*case.facts.outages, *faults)))

    def _past(self, worked: list[Span], case: Case) -> list[Span]:
        """What of the month's work runs past the allowance."""
        if self.counted is Counted.TIME:
            return without(worked, _first(worked, self.days * DAY))
        touched = sorted({day for span in worked for day in case.month.days_of(span)})
        if len(touched) <= self.days:
            return []
        begins = midnight(date.fromordinal(touched[self.days]), case.month.zone)
        return common(worked, [Span(begins, case.span.ends)])


def _first(worked: list[Span], microseconds: int) -> list[Span]:
    """As much of the time, from its beginning."""
    allowed = []
    for span in worked:
        took = min(span.microseconds, microseconds)
        allowed.append(Span(span.starts, span.starts + took * MICROSECOND))
        microseconds -= took
    return allowed


def _past_it(outage: Outage, past: list[Span]) -> list[Outage]:
    """What of the work is a fault."""
    return [
        replace(outage, starts=span.starts, ends=span.ends, cause=PROVIDER)
        for span in common([outage.span], past)
    ]
