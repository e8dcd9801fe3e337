"""What is paid month by month or year by year, 000: a service number, trunk lines, a server, maintenance.

A period begins on the anniversary of the item's first day (of the contract's, unless it has its
own), at the month's end where the month is shorter, and is charged whole once it has begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Applies, Clause, Stage
from ..engine.parameters import Amount, Choice, Day, Record, Table, parameter


class Every(StrEnum):
    MONTH = "month"
    YEAR = "year"


class Charged(StrEnum):
    """When a year's price is charged."""

    ADVANCE = "advance"
    """Whole, on the day on which the year begins."""
    MONTHLY = "monthly"
    """In twelfths, on the days on which its months begin; the twelve add up to the price."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something paid for by the period."""

    price: Decimal = parameter(Amount(), "Of one, for a period")
    every: Every = parameter(Choice(Every), "The period")
    quantity: Decimal = parameter(Amount(), "How many", default=Decimal(1))
    charged: Charged = parameter(
        Choice(Charged), "Whether a year is charged at its beginning or in twelfths", default=Charged.ADVANCE
    )
    starts: date | None = parameter(Day(), "Its first day; the contract's without one", default=None)
    ends: date | None = parameter(Day(), "Its last day; the contract's without one", default=None)


@dataclass(frozen=True, slots=True)
class Recurring(Clause):
    name: ClassVar[str] = "recurring"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY

    items: Mapping[str, Item] = parameter(Table(Record(Item)), "What is paid for, by its name")

    def check(self, path: str) -> None:
        for name, item in self.items.items():
            if item.starts and item.ends and item.ends < item.starts:
                message = f"{item.ends} is before its start"
                raise InvalidInput(message, where=f"{path}.items.{name}.ends", allowed=f"from {item.starts}")
