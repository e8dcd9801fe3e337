"""Credits measured by the rent of single seats or lines, day by day: faults, force majeure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from .clause import Case, Settlement
from .facts import Outage, SeatInterval
from .faults import in_minutes
from .formula import Formula, each, money, number
from .leases import Thing
from .results import Evidence, Line, Rent, Text, line

DAYS_OF_A_MONTH = 30
"""What the contracts divide the monthly rent by, whatever the month."""


@dataclass(frozen=True, slots=True)
class SeatCredit:
    """What one seat or line gets back."""

    rent: Rent
    days: int
    amount: Formula
    intervals: list[SeatInterval]


def by_days(rent: Rent, days: int, intervals: list[SeatInterval], *, whole: bool) -> SeatCredit:
    """``days`` of the monthly rent; what is left of the month's, if ``whole`` or if that is less."""
    owed = _owed(rent.monthly, days)
    if whole or owed.value >= rent.charged:
        owed = money(rent.charged)
    return SeatCredit(rent, days, owed, intervals)


@lru_cache
def _owed(monthly: Fraction, days: int) -> Formula:
    return number(days, "day") * money(monthly) / number(DAYS_OF_A_MONTH)


def settled(
    clause: str, title: Text, thing: Thing, credits: Iterable[SeatCredit], outages: list[Outage], case: Case
) -> Settlement:
    """A line for each type of ``thing``, ``title`` with it named in it; evidence is what befell them."""
    by_type: dict[str, list[SeatCredit]] = {}
    for credit in credits:
        by_type.setdefault(credit.rent.type, []).append(credit)
    return Settlement(
        lines=tuple(
            _line(clause, title, thing, type, by_type[type], outages, case) for type in sorted(by_type)
        ),
        credited={one.rent.seat: one.amount.value for some in by_type.values() for one in some},
    )


def _line(
    clause: str,
    title: Text,
    thing: Thing,
    type: str,
    credits: list[SeatCredit],
    outages: list[Outage],
    case: Case,
) -> Line:
    titled = thing.titled(type)
    daily = credits[0].rent.monthly / DAYS_OF_A_MONTH
    amount = each((credit.amount for credit in credits), thing.unit)
    among = {credit.rent.seat for credit in credits}
    behind = [one for one in outages if one.seats is None or one.seats & among]
    return line(
        clause,
        Text(title.zh.format(titled.zh), title.en.format(titled.en)),
        quantity=amount.value / daily,
        unit=f"{thing.unit}_day",
        unit_price=-daily,
        formula=-amount,
        evidence=[*in_minutes(behind, case.span), *_intervals(thing, credits)],
        minor_unit=case.minor_unit,
    )


def _intervals(thing: Thing, credits: list[SeatCredit]) -> list[Evidence]:
    """Of the seats or lines; the first of each carries its days."""
    nothing = Decimal(0)
    return [
        Evidence(thing.kind, interval.id, nothing if at else Decimal(credit.days))
        for credit in credits
        for at, interval in enumerate(credit.intervals)
    ]
