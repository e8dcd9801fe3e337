"""Rent per seat and month, 001:A6 and 002:B2; by the day or by the hour signed in, 000.

A seat is what is leased, through all its intervals: changing its type is no release.

``minimum_seats`` bills up to what so many seats come to that were leased for as long as the contract
covers the month, by the same basis: with ``daily`` and ``per_day`` so many days each, with ``cutoff`` the
early release's share in a month by whose ``cutoff_day`` the contract ends. With ``seat_hour`` each counts
``month_hours`` in a whole month, in part of one that part of its days; time of which nobody knows is not
charged (``engine.unheard``). ``first`` is the headcount of the
first day on which there were any, from that day on (000: not below the first headcount).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from ..engine import leases, unheard
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Held
from ..engine.formula import Formula, number
from ..engine.leases import FIRST, Minimum, Thing
from ..engine.parameters import Amount, Choice, Name, Share, Table, Whole, WholeOr, parameter
from ..engine.results import LINE, SEAT, SIGN_IN, Line, Notice, Rent, Text
from ..engine.seat_credits import DAYS_OF_A_MONTH
from ..engine.shares import Basis, Counted
from ..engine.spans import Span
from ..engine.titles import seats_titled

CHARGE = Text("{}租金", "Rent of {}")
LEAST = Text("补足最低 {} 席", "Up to the minimum of {} seats")
LEASED = Thing(SEAT, "seat", seats_titled, CHARGE)
SIGNED_IN = Thing(SIGN_IN, "seat", seats_titled, CHARGE)


@dataclass(frozen=True, slots=True)
class SeatRent(Clause):
    name: ClassVar[str] = "seat_rent"
    stage: ClassVar[Stage] = Stage.CHARGES
    counts: ClassVar[tuple[str, ...]] = ("seats", "sign_ins")

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Rent of a seat by its type")
    basis: Basis = parameter(Choice(Basis), "How a seat's share of the month is counted")
    cutoff_day: int = parameter(
        Whole(1, 31), "With cutoff: the last local day on which a release lowers the rent", default=20
    )
    early_release_share: Decimal = parameter(
        Share(), "With cutoff: the share of a seat released by that day", default=Decimal("0.70")
    )
    minimum_seats: int | str = parameter(
        WholeOr(0, 1_000_000, FIRST),
        "Bill at least as many; first: as on the first day with any",
        default=0,
    )
    minimum_type: str | None = parameter(
        Name(), "The type that missing seats are billed as; needed with several types", default=None
    )
    month_hours: Decimal = parameter(
        Amount(),
        "With seat_hour: hours a month of each seat of the minimum",
        default=Decimal(174),
    )

    def check(self, path: str) -> None:
        leases.check_minimum(f"{path}.minimum_type", self.minimum_seats, self.minimum_type, self.price)

    def monthly(self, type: str) -> Fraction:
        """The rent of a seat's whole month, for credits and penalties, whatever the month.

        By the day it is that of the days that credits divide it by, so that a day's credit is the day's
        price; by the hour, of ``month_hours``.
        """
        units = {"month": Decimal(1), "day": Decimal(DAYS_OF_A_MONTH), "hour": self.month_hours}
        return _times(self.price[type], units[self.basis.per])

    def settle(self, case: Case) -> Settlement:
        thing, held = self._held(case)
        found = leases.count(self, thing, held, case)
        parts = [part for among in found.values() for part in among]
        lines = leases.lines(self, thing, parts, case)
        notices: tuple[Notice, ...] = ()
        if self.basis is Basis.SEAT_HOUR:
            lines = unheard.named(lines, sorted({part.type for part in parts}), case)
            notices = unheard.notices(self.name, case)
        billed = sum((part.share.value for part in parts), Fraction(0))
        lines += leases.missing(self, thing, self._least(case), billed, lines, case)
        rents = tuple(self._rent(seat, among, case) for seat, among in found.items())
        return Settlement(lines=tuple(lines), notices=notices, rents=rents)

    def _held(self, case: Case) -> tuple[Thing, Iterable[Held]]:
        if self.basis is Basis.SEAT_HOUR:
            return SIGNED_IN, case.facts.sign_ins
        return LEASED, case.facts.seats

    def _rent(self, seat: str, parts: list[Counted], case: Case) -> Rent:
        """A whole month of the dearest type; by the hour, what it is charged."""
        charged = sum((part.share.value * Fraction(self.price[part.type]) for part in parts), Fraction(0))
        type = max((part.type for part in parts), key=lambda type: self.price[type])
        monthly = charged if self.basis is Basis.SEAT_HOUR else self.monthly(type)
        return Rent(seat, type, monthly, charged)

    def _least(self, case: Case) -> Minimum:
        type = self.minimum_type or next(iter(self.price))
        count, since = leases.least(case.facts.seats, self.minimum_seats, case)
        return Minimum(count, type, self._whole(type, since, case), LEAST)

    def _whole(self, type: str, since: datetime, case: Case) -> Formula:
        """The share of a seat of the minimum."""
        if self.basis is not Basis.SEAT_HOUR:
            return leases.all_along(self, type, since, case)
        hours = number(self.month_hours, "hour")
        days = len(case.month.days_of(Span(since, case.span.ends)))
        return hours if days == case.month.days else hours * number(days, "day") / number(case.month.days)


@lru_cache
def _times(price: Decimal, units: Decimal) -> Fraction:
    """Exact, whatever their digits; asked for each seat alike."""
    return Fraction(price) * Fraction(units)


def is_up_to_minimum(made: Line) -> bool:
    """Whether a line bills missing seats: it stands on other lines, not on seats."""
    return made.clause == SeatRent.name and all(one.kind == LINE for one in made.evidence)
