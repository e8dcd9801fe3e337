"""That a clause counted days of a year whose days off are not announced yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from seatyard.calendar import swaps_known

from .results import Notice, Text


def unannounced(clause: str, days: Iterable[date]) -> tuple[Notice, ...]:
    """That a clause relies on a year of which not all is known yet, for each such year among the days."""
    return tuple(
        Notice(
            "calendar_not_announced",
            clause,
            Text(
                f"{year} 年的放假调休安排尚未公布，按法定节假日与正常周末计算",
                f"The days off of {year} are not announced yet: counted by legal holidays and plain weekends",
            ),
            subject=str(year),
        )
        for year in sorted({day.year for day in days})
        if not swaps_known(year)
    )
