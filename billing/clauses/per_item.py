"""Work by the piece, 004 (按业务量每件): a price for each item handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.facts import Items
from ..engine.formula import money, number
from ..engine.parameters import Amount, Table, parameter
from ..engine.results import ITEM, Evidence, Line, Text, line
from ..engine.titles import item_titled


@dataclass(frozen=True, slots=True)
class PerItem(Clause):
    name: ClassVar[str] = "per_item"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("items",)

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Price of one, by what is handled")

    def settle(self, case: Case) -> Settlement:
        handled: dict[str, list[Items]] = {}
        for one in sorted(case.facts.items, key=lambda one: (one.on, one.id)):
            if case.covers(one.on):
                handled.setdefault(one.item, []).append(one)
        return Settlement(lines=tuple(self._line(item, handled[item], case) for item in sorted(handled)))

    def _line(self, item: str, handled: list[Items], case: Case) -> Line:
        if item not in self.price:
            raise InvalidInput(
                f"the item {item!r} has no price",
                where=f"{self.name}.price",
                allowed=", ".join(sorted(self.price)),
            )
        count, price = sum(one.count for one in handled), self.price[item]
        title = item_titled(item)
        return line(
            self.name,
            Text(f"{title.zh}处理费", f"{title.en} handled"),
            quantity=Fraction(count),
            unit="item",
            unit_price=Fraction(price),
            formula=number(count, "item") * money(price),
            evidence=[Evidence(ITEM, one.id, Decimal(one.count)) for one in handled],
            minor_unit=case.minor_unit,
            item=item,
        )
