"""What ways cost, cumulated over months, as curves to draw: the same picture on pages and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from ..comparison import Comparison
from .paper import environment

WIDTH, HEIGHT = 560, 250
LEFT, RIGHT, TOP, BOTTOM = 48, 10, 10, 26
"""Room around the curves for the scales."""
LINES = 5
"""Of the grid, about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a scale."""

    at: float
    said: str


@dataclass(frozen=True, slots=True)
class Curve:
    points: str
    """As SVG has them: ``62.0,224.0 70.1,220.5``."""
    last: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    curves: list[Curve]
    costs: list[Mark]
    months: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(comparison: Comparison, language: str) -> Chart:
    """The curves on one scale, from 0 at the beginning of the first month."""
    paid = [[Decimal(0), *comparison.cumulated(way)] for way in comparison.ways]
    step = _step(max(max(way) for way in paid))
    most = step * max(1, ceil(max(max(way) for way in paid) / step))

    def x(month: int) -> float:
        return round(LEFT + month / comparison.months * (WIDTH - LEFT - RIGHT), 1)

    def y(cost: Decimal) -> float:
        return round(HEIGHT - BOTTOM - float(cost / most) * (HEIGHT - TOP - BOTTOM), 1)

    drawn = [[(x(month), y(cost)) for month, cost in enumerate(way)] for way in paid]
    every = max(1, ceil(comparison.months / 12))
    return Chart(
        [Curve(" ".join(f"{x},{y}" for x, y in points), points[-1]) for points in drawn],
        [Mark(y(step * number), _short(step * number, language)) for number in range(int(most / step) + 1)],
        [Mark(x(month), str(month)) for month in range(0, comparison.months + 1, every)],
    )


def svg(comparison: Comparison, language: str, said: str = "") -> str:
    """The picture; ``said`` is what it shows, for who cannot see it."""
    return environment().get_template("curves.svg").render(chart=chart(comparison, language), said=said)


def _short(cost: Decimal, language: str) -> str:
    """``4M``, ``400万``: a round number on a scale."""
    units = [(10**8, "亿"), (10**4, "万")] if language == "zh" else [(10**6, "M"), (10**3, "k")]
    unit, said = next(((unit, said) for unit, said in units if cost >= unit), (1, ""))
    return f"{(cost / unit).normalize():f}{said}"


def _step(most: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that some ``LINES`` reach ``most``."""
    rough = float(most) / LINES or 1.0
    power = 10 ** floor(log10(rough))
    return Decimal(next(one for one in (1, 2, 5, 10) if one * power >= rough)) * Decimal(power)
