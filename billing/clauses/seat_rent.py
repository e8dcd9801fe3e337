"""Rent per seat and month, 001:A6 and 002:B2.

A seat is what is leased, through all its intervals: changing its type is no release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine import shares
from ..engine.amounts import decimal
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import SeatInterval
from ..engine.formula import each, money, number
from ..engine.parameters import Amount, Choice, Name, Share, Table, Whole, parameter
from ..engine.results import LINE, SEAT, Evidence, Line, Rent, Text, line
from ..engine.shares import Basis
from ..engine.titles import seats_titled


@dataclass(frozen=True, slots=True)
class SeatRent(Clause):
    name: ClassVar[str] = "seat_rent"
    stage: ClassVar[Stage] = Stage.CHARGES

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Rent of a seat by its type")
    basis: Basis = parameter(Choice(Basis), "How a seat's share of the month is counted")
    cutoff_day: int = parameter(
        Whole(1, 31), "With cutoff: the last local day on which a release lowers the rent", default=20
    )
    early_release_share: Decimal = parameter(
        Share(), "With cutoff: the share of a seat released by that day", default=Decimal("0.70")
    )
    minimum_seats: int = parameter(Whole(0, 1_000_000), "Bill at least as many seats", default=0)
    minimum_type: str | None = parameter(
        Name(), "The type that missing seats are billed as; needed with several types", default=None
    )

    def check(self, path: str) -> None:
        if not self.minimum_seats:
            return
        if self.minimum_type is None and len(self.price) > 1:
            raise InvalidInput("is missing", where=f"{path}.minimum_type", allowed=", ".join(self.price))
        if self.minimum_type is not None and self.minimum_type not in self.price:
            where = f"{path}.minimum_type"
            raise InvalidInput(
                f"{self.minimum_type!r} has no price", where=where, allowed=", ".join(self.price)
            )

    def settle(self, case: Case) -> Settlement:
        counted: dict[str, list[shares.Counted]] = {type: [] for type in sorted(self.price)}
        rents = []
        for intervals in case.active_seats().values():
            self._check_types(intervals)
            parts = shares.counted(self, intervals, case)
            for part in parts:
                counted[part.type].append(part)
            rents.append(self._rent(intervals, parts, case))
        lines = [self._line(type, parts, case) for type, parts in counted.items() if parts]
        billed = sum((part.share.value for parts in counted.values() for part in parts), Fraction(0))
        return Settlement(lines=(*lines, *self._missing(billed, lines, case)), rents=tuple(rents))

    def _check_types(self, intervals: list[SeatInterval]) -> None:
        for interval in intervals:
            if interval.type not in self.price:
                raise InvalidInput(
                    f"seat {interval.seat} is of type {interval.type!r}, which has no price",
                    where=f"{self.name}.price",
                    allowed=", ".join(sorted(self.price)),
                )

    def _line(self, type: str, parts: list[shares.Counted], case: Case) -> Line:
        title = seats_titled(type)
        shares = each((part.share for part in parts), "seat")
        return line(
            self.name,
            Text(f"{title.zh}租金", f"Rent of {title.en}"),
            quantity=shares.value,
            unit=self.basis.unit,
            unit_price=Fraction(self.price[type]),
            formula=shares * money(self.price[type]),
            evidence=[evidence for part in parts for evidence in _evidence(part)],
            minor_unit=case.minor_unit,
        )

    def _rent(self, intervals: list[SeatInterval], parts: list[shares.Counted], case: Case) -> Rent:
        type = shares.dearest(self, intervals)
        charged = sum((part.share.value * Fraction(self.price[part.type]) for part in parts), Fraction(0))
        return Rent(intervals[0].seat, type, self._months(case) * Fraction(self.price[type]), charged)

    def _missing(self, billed: Fraction, lines: list[Line], case: Case) -> list[Line]:
        """The seats up to ``minimum_seats`` that nobody leased (000: not below the first headcount)."""
        least = Fraction(self.minimum_seats * self._months(case))
        if billed >= least:
            return []
        price = self.price[self.minimum_type or next(iter(self.price))]
        made = line(
            self.name,
            Text(f"补足最低 {self.minimum_seats} 席", f"Up to the minimum of {self.minimum_seats} seats"),
            quantity=least - billed,
            unit=self.basis.unit,
            unit_price=Fraction(price),
            formula=(number(least, "seat") - number(billed, "seat")) * money(price),
            evidence=[Evidence(LINE, str(at), rent.quantity) for at, rent in enumerate(lines, case.position)],
            minor_unit=case.minor_unit,
        )
        return [made]

    def _months(self, case: Case) -> int:
        """How many units of the price a whole month of a seat is."""
        return case.month.days if self.basis is Basis.PER_DAY else 1


def _evidence(part: shares.Counted) -> list[Evidence]:
    """Every interval of the seat; the first carries the share."""
    quantities = [decimal(part.share.value)] + [Decimal(0)] * (len(part.intervals) - 1)
    return [Evidence(SEAT, i.id, quantity) for i, quantity in zip(part.intervals, quantities, strict=True)]
