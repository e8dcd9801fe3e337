"""Suspension for arrears, 001:A7: when the operator may stop the service, and tells so ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Whole, YesNo, parameter


@dataclass(frozen=True, slots=True)
class Suspension(Clause):
    name: ClassVar[str] = "suspension"
    stage: ClassVar[Stage] = Stage.PENALTIES

    days: int = parameter(Whole(0, 3650), "Days past the due date that are waited out", default=15)
    notice_days: int = parameter(
        Whole(0, 365), "Days before the suspension on which the tenant is told of it", default=3
    )
    automatic: bool = parameter(
        YesNo(), "Whether service stops by itself, or an operator decides", default=False
    )
