"""What is paid month by month or year by year, 000: a service number, trunk lines, a server, maintenance.

A period begins on the anniversary of the item's first day (of the contract's, unless it has a later
one of its own), on the month's last day where the month is shorter, and is charged in the month of that day.

**Reading**: of a period that the item's last day or the agreed end cuts short, its days are charged
(``last: whole``: all of it). An end that comes early gives nothing back. An item that a change of the terms
adds states its own first day, not before the change's: without one it goes by the contract's anniversary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from seatyard.errors import InvalidInput
from seatyard.months import months_after

from ..engine.amounts import rounded
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.formula import Formula, money, number
from ..engine.occasions import last_agreed
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


class Last(StrEnum):
    """What a period costs that the end cuts short."""

    DAYS = "days"
    """Its days of the period's."""
    WHOLE = "whole"


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
    last: Last = parameter(
        Choice(Last), "What a period costs that the end cuts short: its days, or all of it", default=Last.DAYS
    )

    @property
    def in_twelfths(self) -> bool:
        return self.every is Every.YEAR and self.charged is Charged.MONTHLY

    def until(self, first: date, number_of: int) -> date:
        """The last day of the period that begins with its month of this number, from 0."""
        lasts = MONTHS if self.every is Every.YEAR and self.charged is Charged.ADVANCE else 1
        return months_after(first, number_of + lasts) - timedelta(days=1)

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
        """The period that begins in the span, if one does."""
        first = max(item.starts or case.term.starts, case.term.starts)
        number_of = (case.month.year - first.year) * MONTHS + case.month.month - first.month
        if number_of < 0:
            return None
        begins, ends = months_after(first, number_of), item.until(first, number_of)
        formula = item.charge(number_of, case.minor_unit)
        if formula is None or not case.covers(begins) or (item.ends and item.ends < begins):
            return None
        last = min(filter(None, (ends, item.ends, last_agreed(case.term))))
        if last < ends and item.last is Last.DAYS:
            formula = formula * number(_days(begins, last), "day") / number(_days(begins, ends))
            ends = last
        price = Fraction(item.price)
        return line(
            self.name,
            _said(name, item, number_of, begins, ends),
            quantity=formula.value / price if price else Fraction(item.quantity),
            unit=f"item_{item.every}",
            unit_price=price,
            formula=formula,
            evidence=[Evidence(TERM, f"{self.name}.items.{name}", item.quantity)],
            minor_unit=case.minor_unit,
            item=name,
        )


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _said(name: str, item: Item, number_of: int, begins: date, ends: date) -> Text:
    title, within = item_titled(name), number_of % MONTHS + 1
    zh, en = (f"，本年第 {within} 个月", f", month {within} of its year") if item.in_twelfths else ("", "")
    return Text(f"{title.zh}（{begins} 至 {ends}{zh}）", f"{title.en}, {begins} to {ends}{en}")
