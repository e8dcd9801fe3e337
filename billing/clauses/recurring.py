"""What is paid month by month or year by year, 000: a service number, trunk lines, a server, maintenance.

A period begins on the anniversary of the item's first day (of the contract's, unless it has a later
one of its own), on the month's last day where the month is shorter. It is charged in the month in which it
begins and, once begun, whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.amounts import rounded
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.formula import Formula, money, number
from ..engine.month import Month
from ..engine.parameters import Amount, Choice, Day, Record, Table, parameter
from ..engine.results import TERM, Evidence, Line, Text, line
from ..engine.titles import item_titled

MONTHS = 12


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

    @property
    def in_twelfths(self) -> bool:
        return self.every is Every.YEAR and self.charged is Charged.MONTHLY

    def begins(self, first: date, month: Month) -> tuple[int, date] | None:
        """The number, from 0, and the first day of the month of its own that begins in a calendar month."""
        number = (month.year - first.year) * MONTHS + month.month - first.month
        day = month.first_day.replace(day=min(first.day, month.days))
        return (number, day) if number >= 0 and (self.ends is None or day <= self.ends) else None

    def charge(self, number_of: int, minor_unit: Decimal) -> Formula | None:
        """What its month of this number is charged; none where no period begins with it."""
        whole = number(self.quantity) * money(self.price)
        within = number_of % MONTHS
        if self.every is Every.MONTH:
            return whole
        if self.charged is Charged.ADVANCE:
            return None if within else whole
        twelfth = whole / number(MONTHS)
        if not within or rounded(twelfth.value, minor_unit) == twelfth.value:
            return twelfth
        charged = rounded(twelfth.value * within, minor_unit)
        return whole * number(within + 1) / number(MONTHS) - money(charged)


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

    def settle(self, case: Case) -> Settlement:
        made = (self._line(name, self.items[name], case) for name in sorted(self.items))
        return Settlement(lines=tuple(one for one in made if one is not None))

    def _line(self, name: str, item: Item, case: Case) -> Line | None:
        first = max(item.starts or case.term.starts, case.term.starts)
        begun = item.begins(first, case.month)
        if begun is None or not case.covers(begun[1]):
            return None
        number_of, day = begun
        formula = item.charge(number_of, case.minor_unit)
        if formula is None:
            return None
        price = Fraction(item.price)
        return line(
            self.name,
            _said(name, item, number_of % MONTHS + 1, day),
            quantity=formula.value / price if price else Fraction(item.quantity),
            unit=f"item_{item.every}",
            unit_price=price,
            formula=formula,
            evidence=[Evidence(TERM, f"{self.name}.items.{name}", item.quantity)],
            minor_unit=case.minor_unit,
            item=name,
        )


def _said(name: str, item: Item, within: int, day: date) -> Text:
    title = item_titled(name)
    if item.in_twelfths:
        return Text(
            f"{title.zh}（自 {day} 起一个月，本年第 {within} 个月）",
            f"{title.en}, month {within} of its year, from {day}",
        )
    zh, en = {Every.MONTH: ("一个月", "a month"), Every.YEAR: ("一年", "a year")}[item.every]
    return Text(f"{title.zh}（自 {day} 起{zh}）", f"{title.en}, {en} from {day}")
