"""Work done once, 000: installation by the day, training by the day, at a price per item.

What the contract itself orders is ``agreed``, with its day; what comes on top is a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Applies, Clause, Stage
from ..engine.occasions import When
from ..engine.parameters import Amount, Name, Record, Several, Table, parameter


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
