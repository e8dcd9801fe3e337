"""Maintenance, 001:A8: announced ahead it is no fault, up to an allowance of days a month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Choice, Whole, parameter


class Counted(StrEnum):
    """What an allowance of two days is."""

    TIME = "time"
    """48 hours, whenever they are."""
    DAYS = "days"
    """Two local days, each whole once it was touched."""


@dataclass(frozen=True, slots=True)
class Maintenance(Clause):
    name: ClassVar[str] = "maintenance"
    stage: ClassVar[Stage] = Stage.FACTS

    days: int = parameter(Whole(0, 31), "Days a month that planned work may take", default=2)
    counted: Counted = parameter(
        Choice(Counted), "As 24 hours of work each, or as local days that it touches", default=Counted.TIME
    )
