"""Minutes, 001 ('电话费单算'): one conversation charged once, on the leg that the tenant pays for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import ClassVar

from ..engine.amounts import decimal
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.facts import INBOUND, OUTBOUND, Call
from ..engine.formula import money, number
from ..engine.parameters import Choice, Record, Whole, parameter
from ..engine.results import CALL, Evidence, Line, Text, line
from ..rating.rates import DEFAULT, Increment, IncrementText, Rate, Rates, RateTable

SECOND = 1_000_000


class Measure(StrEnum):
    """Whole seconds of talk from microseconds; the switch's own billsec is up to one off either way."""

    ROUNDED = "rounded"
    CEILING = "ceiling"
    FLOOR = "floor"


SECONDS: dict[Measure, Callable[[int], int]] = {
    Measure.ROUNDED: lambda billusec: (billusec + SECOND // 2) // SECOND,
    Measure.CEILING: lambda billusec: -(-billusec // SECOND),
    Measure.FLOOR: lambda billusec: billusec // SECOND,
}


class CallPeriod(StrEnum):
    START = "start"
    """A call belongs, whole, to the month in which it started."""


@dataclass(frozen=True, slots=True)
class Directions:
    """A rate table for each direction."""

    outbound: RateTable = parameter(Rates(), "Calls that seats place, by the number dialled")
    inbound: RateTable = parameter(Rates(), "Calls that come in, by the number dialled (the tenant's own)")

    def table(self, direction: str) -> RateTable:
        return self.inbound if direction == INBOUND else self.outbound


@dataclass(frozen=True, slots=True)
class CallCharges(Clause):
    name: ClassVar[str] = "call_charges"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY

    rates: Directions = parameter(Record(Directions), "Prices per minute by direction and prefix")
    increment: Increment = parameter(
        IncrementText(), "Seconds that talk time is rounded up to", default=Increment(60, 60)
    )
    free_seconds: int = parameter(Whole(0, 86_400), "The first seconds of a call, never charged", default=0)
    measure: Measure = parameter(
        Choice(Measure), "How microseconds of talk become seconds", default=Measure.ROUNDED
    )
    call_period: CallPeriod = parameter(
        Choice(CallPeriod), "Which month a call belongs to", default=CallPeriod.START
    )

    def settle(self, case: Case) -> Settlement:
        charged: dict[tuple[str, str], list[tuple[Call, int]]] = {}
        for call in case.facts.calls:
            if case.span.starts <= call.starts < case.span.ends:
                rate = self.rates.table(call.direction).rate(call.dialled)
                charged.setdefault((call.direction, rate.prefix), []).append(
                    (call, self._seconds(call, rate))
                )
        return Settlement(lines=tuple(self._line(*key, charged[key], case) for key in sorted(charged)))

    def _seconds(self, call: Call, rate: Rate) -> int:
        """Seconds of the call that are charged, in whole increments."""
        talked = SECONDS[self.measure](call.billusec)
        return (rate.increment or self.increment).billable(talked - self.free_seconds)

    def _line(self, direction: str, prefix: str, calls: list[tuple[Call, int]], case: Case) -> Line:
        price = self.rates.table(direction).rates[prefix].price
        minutes = Fraction(sum(seconds for _, seconds in calls), 60)
        return line(
            self.name,
            _title(direction, prefix),
            quantity=minutes,
            unit="minute",
            unit_price=Fraction(price),
            formula=number(minutes, "minute") * money(price),
            evidence=[Evidence(CALL, call.id, _minutes(seconds)) for call, seconds in calls],
            minor_unit=case.minor_unit,
        )


_minutes = cache(lambda seconds: decimal(Fraction(seconds, 60)))


def _title(direction: str, prefix: str) -> Text:
    zh = {INBOUND: "呼入", OUTBOUND: "呼出"}[direction]
    if prefix == DEFAULT:
        return Text(f"{zh}通话费", f"{direction.capitalize()} calls")
    return Text(f"{zh}通话费 {prefix}", f"{direction.capitalize()} calls, {prefix}")
