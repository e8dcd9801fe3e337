"""Calls per day as bars to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esl.calls.statistics import Day

HEIGHT = 100
"""Of the drawing, in its units; the fullest day reaches it."""
STEP, WIDTH = 10, 7
"""From one day's bar to the next, and how wide a bar is."""


@dataclass(frozen=True)
class Bar:
    """One day: the served calls stand on the ground, the lost ones on top of them."""

    day: Day
    x: int
    served: float
    lost: float


@dataclass(frozen=True)
class Chart:
    """A month of bars on one scale."""

    bars: list[Bar]
    most: int
    """Calls of the fullest day."""
    width: int
    height: int = HEIGHT
    bar: int = WIDTH


def chart(days: Sequence[Day]) -> Chart | None:
    """The month drawn; none where there was no call."""
    most = max((day.served + day.lost for day in days), default=0)
    if not most:
        return None
    bars = [
        Bar(day, at * STEP, round(day.served / most * HEIGHT, 2), round(day.lost / most * HEIGHT, 2))
        for at, day in enumerate(days)
    ]
    return Chart(bars, most, len(bars) * STEP - STEP + WIDTH)
