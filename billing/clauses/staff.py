"""People by the month, 000 and 002 part 1: by role, with overtime, holidays and training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Amount, Choice, Name, Share, Table, Whole, parameter
from ..engine.shares import Basis


@dataclass(frozen=True, slots=True)
class Staff(Clause):
    name: ClassVar[str] = "staff"
    stage: ClassVar[Stage] = Stage.CHARGES

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Price of a person and month by role")
    basis: Basis = parameter(Choice(Basis), "How a person's share of the month is counted")
    cutoff_day: int = parameter(
        Whole(1, 31), "With cutoff: the last local day on which leaving lowers the price", default=20
    )
    early_release_share: Decimal = parameter(
        Share(), "With cutoff: the share of a person who left by that day", default=Decimal("0.70")
    )
    minimum_people: int = parameter(Whole(0, 1_000_000), "Bill at least as many people", default=0)
    minimum_role: str | None = parameter(
        Name(), "The role that missing people are billed as; needed with several roles", default=None
    )
    hours_per_day: Decimal = parameter(Amount(), "Working hours of a day", default=Decimal(8))
    days_per_week: int = parameter(Whole(1, 7), "Working days of a week", default=5)
    month_hours: Decimal | None = parameter(
        Amount(), "Hours that a month's price pays; without it those of the working days (174)", default=None
    )
    overtime: Decimal = parameter(
        Amount(), "Multiple of the hourly price paid for overtime", default=Decimal("1.5")
    )
    rest_day: Decimal = parameter(Amount(), "Likewise on days off", default=Decimal("1.5"))
    holiday: Decimal = parameter(Amount(), "Likewise on legal holidays", default=Decimal(3))
    training: Decimal = parameter(
        Amount(), "Likewise for the training of those who passed", default=Decimal(1)
    )
