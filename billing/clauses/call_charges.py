"""Minutes, 001 ('电话费单算'): each leg that the tenant pays for charged once, by the direction table.

As it stands that is one leg a conversation; the table may name a rate for further crossings to carriers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from seatyard.errors import Conflict, InvalidInput
from seatyard.leg_kinds import INBOUND, OUTBOUND

from ..engine.amounts import decimal
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.formula import money, number
from ..engine.month import midnight
from ..engine.parameters import Choice, Record, Whole, parameter
from ..engine.results import CALL, LEG, Evidence, Line, Text, Trail, line
from ..rating import bundle
from ..rating.bands import BandBy
from ..rating.bundle import Balance, Bundle
from ..rating.directions import DirectionTable
from ..rating.increments import Increment, IncrementText, Measure
from ..rating.rates import Rates, RateTable
from ..rating.rating import Rating, Window
from ..rating.slots import Seconds, Slot, Tariff
from ..rating.titles import titled


class CallPeriod(StrEnum):
    START = "start"
    """A call belongs, whole, to the month in which it started."""
    SPLIT = "split"
    """It is cut at local midnight of the 1st; an increment belongs to the month in which it begins."""


@dataclass(frozen=True, slots=True)
class Directions:
    """A rate table for each direction."""

    outbound: RateTable = parameter(Rates(), "Calls that seats place, by the number dialled")
    inbound: RateTable = parameter(Rates(), "Calls that come in, by the number dialled (the tenant's own)")

    @property
    def tables(self) -> Mapping[str, RateTable]:
        return {INBOUND: self.inbound, OUTBOUND: self.outbound}


@dataclass(frozen=True, slots=True)
class CallCharges(Clause):
    name: ClassVar[str] = "call_charges"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("calls",)

    rates: Directions = parameter(Record(Directions), "Prices per minute by direction and prefix")
    directions: DirectionTable = parameter(
        Record(DirectionTable),
        "Who pays for which leg: by which rates, or nobody",
        default=DirectionTable(),
    )
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
    band_by: BandBy = parameter(
        Choice(BandBy), "What decides which of a rate's bands holds", default=BandBy.START
    )
    bundle: Bundle | None = parameter(
        Record(Bundle), "Minutes paid for ahead, drawn before any charge", default=None
    )

    def settle(self, case: Case) -> Settlement:
        bought = self._bought(case)
        rating = self._rating(case, bought)
        totals = rating.totals()
        slots = sorted(totals, key=lambda slot: (slot.direction != "", *slot.key))
        lines = (*bought, *(self._line(slot, totals[slot], case) for slot in slots))
        positions = {slot: at for at, slot in enumerate(slots, case.position + len(bought))}
        return Settlement(lines, trails=(Trail(_Charged(rating, positions)),) if slots else ())

    def _rating(self, case: Case, bought: list[Line]) -> Rating:
        zone = case.month.zone
        tables, directions = self.rates.tables, self.directions
        tariff = Tariff(tables, directions, self.increment, self.measure, self.free_seconds, zone)
        return Rating(
            case.facts.calls,
            tariff.cells(),
            Window(case.span, case.month.span, self.call_period is CallPeriod.SPLIT),
            self.band_by is BandBy.INCREMENT,
            self._balance(case, bought),
        )

    def _balance(self, case: Case, bought: list[Line]) -> Balance | None:
        """What this contract's bills have bought and not drawn, and what is bought now."""
        if self.bundle is None:
            return None
        bills = [*(one.bill.lines for one in case.earlier), case.lines]
        left = bundle.left_of(line for lines in bills for line in lines if line.clause == self.name)
        added = sum((Fraction(line.quantity) * 60 for line in bought), Fraction(0))
        since = midnight(self.bundle.bought or case.term.starts, case.month.zone)
        return Balance(left, frozenset(self.bundle.directions), added, since)

    def _bought(self, case: Case) -> list[Line]:
        """The bundle, in the month of its day."""
        if self.bundle is None:
            return []
        day = self.bundle.bought or case.term.starts
        if day < case.term.starts:
            where = f"{self.name}.bundle.bought"
            raise InvalidInput(
                f"{day} is before the contract", where=where, allowed=f"from {case.term.starts}"
            )
        if not case.covers(day):
            return []
        minutes, price = self.bundle.minutes, self.bundle.price
        made = line(
            self.name,
            Text("预付通话分钟", "Minutes paid for ahead"),
            quantity=Fraction(minutes),
            unit="minute",
            unit_price=Fraction(price),
            formula=number(minutes, "minute") * money(price),
            evidence=(),
            minor_unit=case.minor_unit,
            item=bundle.BOUGHT,
        )
        return [made]

    def _line(self, slot: Slot, seconds: Seconds, case: Case) -> Line:
        minutes = Fraction(seconds) / 60
        price = slot.rate.price_in(slot.band)
        return line(
            self.name,
            titled(slot),
            quantity=minutes,
            unit="minute",
            unit_price=Fraction(price),
            formula=number(minutes, "minute") * money(price),
            evidence=(),
            minor_unit=case.minor_unit,
            item="" if slot.direction else bundle.DRAWN,
        )


@dataclass(frozen=True, slots=True)
class _Charged:
    """The calls behind the lines, rated again at each walk."""

    rating: Rating
    positions: Mapping[Slot, int]

    def __iter__(self) -> Iterator[tuple[int, Evidence]]:
        for slot, call, seconds in self.rating.parts():
            position = self.positions.get(slot)
            if position is None:
                message = f"call {call.id} came after the month was rated"
                raise Conflict(message, where="calls", allowed="the same calls each time")
            kind, subject = (LEG, call.leg) if call.leg else (CALL, call.id)
            yield position, Evidence(kind, subject, _minutes(seconds))


@lru_cache(maxsize=4096)
def _minutes(seconds: Seconds) -> Decimal:
    return decimal(Fraction(seconds) / 60)
