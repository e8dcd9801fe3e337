"""Seats that come late, 001:A10 and 002:B4: a share of their monthly rent for each day past the due one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Applies, Clause, Stage
from ..engine.parameters import Share, Whole, parameter


@dataclass(frozen=True, slots=True)
class LateActivation(Clause):
    name: ClassVar[str] = "late_activation"
    stage: ClassVar[Stage] = Stage.PENALTIES
    applies: ClassVar[Applies] = Applies.DAY

    daily_rate: Decimal = parameter(
        Share(), "Share of the late seats' monthly rent for each day", default=Decimal("0.005")
    )
    refuse_after_days: int | None = parameter(
        Whole(0, 3650),
        "Days late after which the tenant may refuse payment and end the contract; without it, never",
        default=None,
    )
