"""Key figures, 004 六: a missed target is told, given time to mend, then taken off the month's fee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Clause, Stage
from ..engine.parameters import Amount, Choice, Record, Share, Table, Whole, parameter


class Measured(StrEnum):
    """How long a figure is measured over."""

    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure has to reach, or may not pass."""

    at_least: Decimal | None = parameter(Amount(), "The target is met at this value and above", default=None)
    at_most: Decimal | None = parameter(Amount(), "The target is met at this value and below", default=None)
    measured: Measured = parameter(Choice(Measured), "The measuring period", default=Measured.MONTH)
    mend_periods: int = parameter(
        Whole(0, 24), "Measuring periods given to mend a miss before it costs", default=1
    )


@dataclass(frozen=True, slots=True)
class ServiceLevels(Clause):
    name: ClassVar[str] = "service_levels"
    stage: ClassVar[Stage] = Stage.TOTAL_CREDITS

    figures: Mapping[str, Target] = parameter(Table(Record(Target)), "Targets by the figure's name")
    deduct: Decimal = parameter(Share(), "Share of the month's fee off for each figure still missed")

    def check(self, path: str) -> None:
        for figure, target in self.figures.items():
            if (target.at_least is None) == (target.at_most is None):
                message = (
                    "neither at_least nor at_most" if target.at_least is None else "both at_least and at_most"
                )
                where = f"{path}.figures.{figure}"
                raise InvalidInput(message, where=where, allowed="one of at_least, at_most")
