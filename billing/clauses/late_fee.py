"""Late payment, 002:B3: a daily rate on the principal that is outstanding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Applies, Clause, Stage
from ..engine.parameters import Share, parameter


@dataclass(frozen=True, slots=True)
class LateFee(Clause):
    name: ClassVar[str] = "late_fee"
    stage: ClassVar[Stage] = Stage.PENALTIES
    applies: ClassVar[Applies] = Applies.DAY

    daily_rate: Decimal = parameter(
        Share(), "Share of the outstanding principal for each day past the due date"
    )
