"""Faults by the day, 001:A9: actual fault days × monthly rent / 30, a begun day counting whole.

Under ``round: outage`` each outage is rounded up by itself, so two short ones can credit more
than one long one that covers both; with ``round: month`` more fault time never credits less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from ..engine.amounts import decimal
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import PROVIDER, Outage, SeatInterval
from ..engine.formula import Formula, each, money, number
from ..engine.parameters import Choice, Duration, Whole, parameter
from ..engine.results import OUTAGE, SEAT, Evidence, Line, Rent, Text, line
from ..engine.spans import DAY, MICROSECOND, MINUTE, Span, common, merged
from ..engine.titles import seats_titled

DAYS_OF_A_MONTH = 30
"""What the contract divides the monthly rent by, whatever the month."""


class Round(StrEnum):
    OUTAGE = "outage"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class SeatCredit:
    """What one seat gets back."""

    rent: Rent
    days: int
    amount: Formula
    intervals: list[SeatInterval]


@dataclass(frozen=True, slots=True)
class OutageCredit(Clause):
    name: ClassVar[str] = "outage_credit"
    stage: ClassVar[Stage] = Stage.SEAT_CREDITS

    round: Round = parameter(Choice(Round), "Round days up per outage, or once a month", default=Round.OUTAGE)
    waive_after_days: int = parameter(
        Whole(1, 31), "Fault time in the month past which its whole rent is waived", default=15
    )
    restore_within: timedelta = parameter(
        Duration(), "A fault mended within this time earns no credit", default=timedelta()
    )

    def settle(self, case: Case) -> Settlement:
        rents = {rent.seat: rent for rent in case.rents}
        credits: dict[str, list[SeatCredit]] = {}
        for seat, intervals in case.active_seats().items():
            credit = self._credit(rents[seat], intervals, case) if seat in rents else None
            if credit is not None:
                credits.setdefault(credit.rent.type, []).append(credit)
        return Settlement(
            lines=tuple(self._line(type, credits[type], case) for type in sorted(credits)),
            credited={one.rent.seat: one.amount.value for some in credits.values() for one in some},
        )

    def _credit(self, rent: Rent, intervals: list[SeatInterval], case: Case) -> SeatCredit | None:
        faults = self._faults(intervals, _provider_outages(case))
        parts = common(faults, [case.span])
        time = sum(part.microseconds for part in parts)
        if not time or not rent.charged:
            return None
        days = self._days(parts)
        owed = number(days, "day") * money(rent.monthly) / number(DAYS_OF_A_MONTH)
        if time > self.waive_after_days * DAY or owed.value >= rent.charged:
            owed = money(rent.charged)
        return SeatCredit(rent, days, owed, intervals)

    def _faults(self, intervals: list[SeatInterval], outages: Iterable[Outage]) -> list[Span]:
        """When the seat was leased and at fault, past the time allowed for mending."""
        leased = merged(interval.span for interval in intervals)
        seat = intervals[0].seat
        befell = [outage.span for outage in outages if outage.seats is None or seat in outage.seats]
        allowed = self.restore_within // MICROSECOND
        return [fault for fault in common(befell, leased) if fault.microseconds > allowed]

    def _days(self, parts: list[Span]) -> int:
        if self.round is Round.MONTH:
            return _days_begun(sum(part.microseconds for part in parts))
        return sum(_days_begun(part.microseconds) for part in parts)

    def _line(self, type: str, credits: list[SeatCredit], case: Case) -> Line:
        title = seats_titled(type)
        daily = credits[0].rent.monthly / DAYS_OF_A_MONTH
        amount = each((credit.amount for credit in credits), "seat")
        return line(
            self.name,
            Text(f"{title.zh}故障减收租金", f"Credit for faults of {title.en}"),
            quantity=amount.value / daily,
            unit="seat_day",
            unit_price=-daily,
            formula=-amount,
            evidence=[*_outages(credits, case), *_seats(credits)],
            minor_unit=case.minor_unit,
        )


def _provider_outages(case: Case) -> list[Outage]:
    return [outage for outage in case.facts.outages if outage.cause == PROVIDER]


def _days_begun(microseconds: int) -> int:
    return -(-microseconds // DAY)


def _outages(credits: list[SeatCredit], case: Case) -> list[Evidence]:
    """The outages behind the credits, each with its minutes in the month."""
    seats = {credit.rent.seat for credit in credits}
    found = []
    for outage in sorted(_provider_outages(case), key=lambda outage: (outage.starts, outage.id)):
        within = outage.span.common(case.span)
        if within and (outage.seats is None or outage.seats & seats):
            found.append(Evidence(OUTAGE, outage.id, decimal(Fraction(within.microseconds, MINUTE))))
    return found


def _seats(credits: list[SeatCredit]) -> list[Evidence]:
    """The seats' intervals; a seat's first carries its days."""
    return [
        Evidence(SEAT, interval.id, decimal(Fraction(0 if at else credit.days)))
        for credit in credits
        for at, interval in enumerate(credit.intervals)
    ]
