"""A year's days by months and weeks, as a calendar draws them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .year import Day

Month = list[Sequence[Day | None]]
"""Weeks from Monday on; None where the day is another month's."""


def months(days: Sequence[Day]) -> list[Month]:
    """The twelve months of a year."""
    return [_weeks([one for one in days if one.day.month == month]) for month in range(1, 13)]


def _weeks(days: Sequence[Day]) -> Month:
    cells: list[Day | None] = [None] * days[0].day.weekday()
    cells += days
    cells += [None] * (-len(cells) % 7)
    return [cells[first : first + 7] for first in range(0, len(cells), 7)]
