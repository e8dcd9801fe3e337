"""Work done once, 000: installation by the day, training by the day, at a price per item.

What the contract itself orders is ``agreed``, with its day; what comes on top is a fact. What lies
before the contract's first day is billed with its first month, what lies after its last with its last.
A change of the terms orders from its own first day on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.formula import money, number
from ..engine.occasions import When, agreed_on, day_of, done_on
from ..engine.parameters import Amount, Name, Record, Several, Table, parameter
from ..engine.results import ONE_OFF, TERM, Evidence, Line, line
from ..engine.titles import item_titled


@dataclass(frozen=True, slots=True)
class Agreed:
    """An item that the contract orders."""

    item: str = parameter(Name(), "One that has a price")
    at: date | str = parameter(When(), "The day of it: signing, start or a date")
    quantity: Decimal = parameter(Amount(), "How many", default=Decimal(1))


@dataclass(frozen=True, slots=True)
class OneOff(Clause):
    name: ClassVar[str] = "one_off"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("one_offs",)

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Price of one, by the item")
    agreed: tuple[Agreed, ...] = parameter(
        Several(Record(Agreed)), "What the contract orders by itself", default=()
    )

    def check(self, path: str) -> None:
        for at, one in enumerate(self.agreed):
            if one.item not in self.price:
                where = f"{path}.agreed[{at}].item"
                raise InvalidInput(
                    f"{one.item!r} has no price", where=where, allowed=", ".join(sorted(self.price))
                )

    def settle(self, case: Case) -> Settlement:
        found: dict[str, list[Evidence]] = {}
        for item, evidence in (*self._ordered(case), *self._done(case)):
            found.setdefault(item, []).append(evidence)
        return Settlement(lines=tuple(self._line(item, found[item], case) for item in sorted(found)))

    def _ordered(self, case: Case) -> Iterator[tuple[str, Evidence]]:
        """What the contract set for a day of the span."""
        for at, one in enumerate(self.agreed):
            day = day_of(one.at, case.term)
            if day is not None and case.covers(agreed_on(day, case.term)):
                yield one.item, Evidence(TERM, f"{self.name}.agreed[{at}]", one.quantity)

    def _done(self, case: Case) -> Iterator[tuple[str, Evidence]]:
        """What was done on one."""
        for one in sorted(case.facts.one_offs, key=lambda one: (one.on, one.id)):
            if case.covers(done_on(one.on, case.term)):
                self._check_priced(one.item)
                yield one.item, Evidence(ONE_OFF, one.id, one.quantity)

    def _check_priced(self, item: str) -> None:
        if item not in self.price:
            raise InvalidInput(
                f"the item {item!r} has no price",
                where=f"{self.name}.price",
                allowed=", ".join(sorted(self.price)),
            )

    def _line(self, item: str, evidence: list[Evidence], case: Case) -> Line:
        quantity = sum((Fraction(one.quantity) for one in evidence), Fraction(0))
        price = self.price[item]
        return line(
            self.name,
            item_titled(item),
            quantity=quantity,
            unit="item",
            unit_price=Fraction(price),
            formula=number(quantity) * money(price),
            evidence=evidence,
            minor_unit=case.minor_unit,
            item=item,
        )
