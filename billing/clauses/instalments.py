"""A price paid in parts, 000: a share on signing, the rest so many days after an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from seatyard.errors import InvalidInput

from ..engine.clause import Applies, Clause, Stage
from ..engine.occasions import Occasion, When
from ..engine.parameters import Amount, Choice, Record, Several, Share, Whole, parameter


class Days(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the total, and the day on which it falls due."""

    share: Decimal = parameter(Share(), "Of the total")
    at: date | str = parameter(When(events=True), "The day: signing, start, a date or a milestone's name")
    after_days: int = parameter(Whole(0, 3650), "Days from then", default=0)
    days: Days = parameter(Choice(Days), "Which days those are", default=Days.CALENDAR)


@dataclass(frozen=True, slots=True)
class Instalments(Clause):
    name: ClassVar[str] = "instalments"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY

    total: Decimal = parameter(Amount(), "What the parts add up to")
    parts: tuple[Part, ...] = parameter(Several(Record(Part)), "In order; the last takes the rounding")

    @property
    def events(self) -> tuple[str, ...]:
        """The milestones that it waits for."""
        return tuple(
            part.at for part in self.parts if isinstance(part.at, str) and part.at not in tuple(Occasion)
        )

    def check(self, path: str) -> None:
        shares = sum((part.share for part in self.parts), Decimal(0))
        if shares != 1:
            raise InvalidInput(f"the shares add up to {shares}", where=f"{path}.parts", allowed="1 in all")
