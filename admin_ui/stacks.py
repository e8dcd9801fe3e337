"""What was earned by month as stacks to draw: kinds above the ground, what was granted below it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.ledger.revenue import EARNED, Earned

HEIGHT = 160
"""Of the drawing, in its units, from the highest stack to the deepest."""
STEP, WIDTH = 10, 7
"""From one month's stack to the next, and how wide a stack is."""
SLOTS = 12
"""Months that have room at least: one alone is no wall."""


@dataclass(frozen=True, slots=True)
class Piece:
    account: str
    amount: Decimal
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Stack:
    month: str
    total: Decimal
    x: int
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Chart:
    """The months on one scale."""

    stacks: list[Stack]
    ground: float
    """Where nothing is."""
    free: int
    """Slots that no month has, after the last."""
    width: int
    height: int = HEIGHT
    bar: int = WIDTH


def stacks(earned: Earned) -> Chart:
    above = max(_sum(kinds, above=True) for kinds in earned.months.values())
    below = max(_sum(kinds, above=False) for kinds in earned.months.values())
    scale = HEIGHT / float(above + below)
    ground = round(float(above) * scale, 2)
    drawn = [
        Stack(month, earned.totals[month], at * STEP, _pieces(kinds, ground, scale))
        for at, (month, kinds) in enumerate(earned.months.items())
    ]
    slots = max(SLOTS, len(drawn))
    return Chart(drawn, ground, slots - len(drawn), slots * STEP - STEP + WIDTH)


def _sum(kinds: dict[str, Decimal], *, above: bool) -> Decimal:
    return sum((abs(amount) for amount in kinds.values() if (amount > 0) is above), Decimal(0))


def _pieces(kinds: dict[str, Decimal], ground: float, scale: float) -> list[Piece]:
    top = bottom = ground
    pieces = []
    for account in EARNED:
        if amount := kinds.get(account.value):
            height = round(float(abs(amount)) * scale, 2)
            if amount > 0:
                top -= height
                pieces.append(Piece(account.value, amount, round(top, 2), height))
            else:
                pieces.append(Piece(account.value, amount, round(bottom, 2), height))
                bottom += height
    return pieces
