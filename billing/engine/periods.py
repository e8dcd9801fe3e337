"""Lengths of calendar time that contracts count in: ``5 days``, ``7 business days``, ``1 month``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from seatyard.calendar import business_days_after, business_days_before
from seatyard.months import months_after


class Unit(StrEnum):
    DAY = "day"
    BUSINESS_DAY = "business day"
    """By the Chinese working calendar."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, business days or months; counted from a local day, which is not one of them."""

    count: int
    unit: Unit

    def after(self, day: date) -> date:
        """The day that lies this long after ``day``."""
        match self.unit:
            case Unit.DAY:
                return day + timedelta(days=self.count)
            case Unit.BUSINESS_DAY:
                return business_days_after(day, self.count)
            case Unit.MONTH:
                return months_after(day, self.count)

    def before(self, day: date) -> date:
        """The day that lies this long before ``day``."""
        match self.unit:
            case Unit.DAY:
                return day - timedelta(days=self.count)
            case Unit.BUSINESS_DAY:
                return business_days_before(day, self.count)
            case Unit.MONTH:
                return months_after(day, -self.count)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"
