"""Force majeure, 001:A11: in its time no rent accrues, and no penalty of either side runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Whole, YesNo, parameter


@dataclass(frozen=True, slots=True)
class ForceMajeure(Clause):
    name: ClassVar[str] = "force_majeure"
    stage: ClassVar[Stage] = Stage.SEAT_CREDITS

    rent_stops: bool = parameter(
        YesNo(), "Whether no rent accrues in its time; penalties stop either way", default=True
    )
    report_within_days: int | None = parameter(
        Whole(0, 365),
        "Days after its end within which it is reported in writing; without it, no such duty",
        default=None,
    )
