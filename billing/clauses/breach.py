"""Walking away, 001 第八章 其它事项 第二条: a share of the fees of the whole term."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Share, parameter


@dataclass(frozen=True, slots=True)
class Breach(Clause):
    name: ClassVar[str] = "breach"
    stage: ClassVar[Stage] = Stage.PENALTIES

    share: Decimal = parameter(
        Share(), "Of the fees of the whole term, paid by who walks away", default=Decimal("0.20")
    )
