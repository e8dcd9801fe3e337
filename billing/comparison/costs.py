"""Costs over months: sums of what is paid once, monthly, by the seat, yearly. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from ..engine import Text

YEAR = 12


class Every(StrEnum):
    """How often a cost is paid."""

    ONCE = "once"
    """In the first month."""
    MONTH = "month"
    SEAT = "seat"
    """For each seat and month."""
    YEAR = "year"
    """Ahead, in the first month of each year."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A line of a way's costs."""

    name: Text
    amount: Decimal
    every: Every
    quantity: int = 1
    """How many of them: 2 people at 3,000."""

    def in_month(self, number: int, seats: int) -> Decimal:
        """What of it falls into the ``number``-th month, from 0."""
        times = 1
        if self.every is Every.SEAT:
            times = seats
        elif self.every is Every.ONCE:
            times = int(number == 0)
        elif self.every is Every.YEAR:
            times = int(number % YEAR == 0)
        return self.amount * self.quantity * times


@dataclass(frozen=True, slots=True)
class Way:
    """One way of running a call centre: cost lines, and what a contract bills if there is one."""

    name: Text
    costs: tuple[Cost, ...]
    billed: tuple[Decimal, ...] = ()
    """By a contract, for each month."""
    contract: Text | None = None
    """Whose contract that is."""

    def in_month(self, number: int, seats: int) -> Decimal:
        lines = sum((cost.in_month(number, seats) for cost in self.costs), Decimal(0))
        return lines + (self.billed[number] if self.billed else Decimal(0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ways of running ``seats`` seats over ``months`` months."""

    seats: int
    months: int
    ways: tuple[Way, ...]
    currency: str = "CNY"

    def monthly(self, way: Way) -> list[Decimal]:
        """What each month costs."""
        return list(_monthly(way, self.seats, self.months))

    def cumulated(self, way: Way) -> list[Decimal]:
        """What has been paid by the end of each month."""
        return list(accumulate(self.monthly(way)))

    def total(self, way: Way) -> Decimal:
        return self.cumulated(way)[-1]

    def of_line(self, cost: Cost) -> Decimal:
        """What a line comes to over all months."""
        return sum((cost.in_month(number, self.seats) for number in range(self.months)), Decimal(0))

    def break_even(self, way: Way, other: Way) -> int | None:
        """The month, from 1, by whose end ``way``, dearer at first, has cost no more than ``other``.

        None where it is never dearer, or never makes up for it.
        """
        pairs = list(zip(self.cumulated(way), self.cumulated(other), strict=True))
        if not pairs or pairs[0][0] <= pairs[0][1]:
            return None
        return next((number for number, (one, two) in enumerate(pairs, 1) if one <= two), None)

    @property
    def cheapest(self) -> Way:
        return min(self.ways, key=self.total)


@lru_cache(maxsize=64)
def _monthly(way: Way, seats: int, months: int) -> tuple[Decimal, ...]:
    """Remembered: its sums, its curve and each comparison with another way are made of it."""
    return tuple(way.in_month(number, seats) for number in range(months))
