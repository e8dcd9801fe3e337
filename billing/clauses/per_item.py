"""Work by the piece, 004 (按业务量每件): a price for each item handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Applies, Clause, Stage
from ..engine.parameters import Amount, Table, parameter


@dataclass(frozen=True, slots=True)
class PerItem(Clause):
    name: ClassVar[str] = "per_item"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Price of one, by what is handled")
