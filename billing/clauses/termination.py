"""Termination for arrears or for a late start, 002:B3 and B4: a multiple of the total monthly rent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Amount, Whole, parameter


@dataclass(frozen=True, slots=True)
class Termination(Clause):
    name: ClassVar[str] = "termination"
    stage: ClassVar[Stage] = Stage.PENALTIES

    days: int = parameter(
        Whole(0, 3650), "Days past the due date after which the operator may end the contract", default=60
    )
    multiple: Decimal = parameter(
        Amount(), "Total monthly rents that the party at fault pays", default=Decimal(3)
    )
