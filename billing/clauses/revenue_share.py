"""A share of what the project brings in, 000: a percentage of its receipts (项目总资金)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Applies, Clause, Stage
from ..engine.parameters import Share, parameter


@dataclass(frozen=True, slots=True)
class RevenueShare(Clause):
    name: ClassVar[str] = "revenue_share"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY

    share: Decimal = parameter(Share(), "Of the month's receipts, that the tenant pays")
