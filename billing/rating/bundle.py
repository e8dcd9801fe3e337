"""Prepaid minutes: bought once, drawn down in the order of calls before any call is charged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from seatyard.leg_kinds import INBOUND, OUTBOUND

from ..engine.parameters import Amount, Choice, Day, Several, parameter
from ..engine.results import Line
from .rates import Rate
from .slots import Part, Slot

BOUGHT, DRAWN = "bundle", "bundle_draw"
"""Items of lines: minutes bought, minutes drawn."""
_EXACT = Fraction(1, 10**9)
"""Seconds. A line states minutes to 12 decimals, which is nearer to whole seconds than this."""


class Direction(StrEnum):
    INBOUND = INBOUND
    OUTBOUND = OUTBOUND


@dataclass(frozen=True, slots=True)
class Bundle:
    """000: 105,263.158 minutes at 0.095 are 10,000.00."""

    minutes: Decimal = parameter(Amount(), "Minutes bought")
    price: Decimal = parameter(Amount(), "Price of each")
    bought: date | None = parameter(
        Day(), "The local day of buying, from which calls draw; else the contract's first", default=None
    )
    directions: tuple[Direction, ...] = parameter(
        Several(Choice(Direction)), "Whose calls draw from it", default=(Direction.OUTBOUND,)
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """Seconds there are to draw from, and whose calls do."""

    left: Fraction
    """Of what was bought before."""
    directions: frozenset[str]
    added: Fraction = Fraction(0)
    """What is bought in this span,"""
    since: datetime | None = None
    """from this instant on."""
    slot: Slot = field(default_factory=lambda: Slot("", Rate("", Decimal(0))))
    """What drawn seconds are told under."""

    def drawing(self) -> Callable[[datetime, list[Part]], list[Part]]:
        """A function over the start and the parts of each call in turn, which draws what the bundle has."""
        left, added = self.left, self.added

        def draw(starts: datetime, parts: list[Part]) -> list[Part]:
            nonlocal left, added
            if added and self.since is not None and starts >= self.since:
                left, added = left + added, Fraction(0)
            if left <= 0 or not parts or parts[0][0].direction not in self.directions:
                return parts
            made: list[Part] = []
            for slot, seconds in parts:
                drawn = min(left, Fraction(seconds))
                left -= drawn
                if drawn:
                    made.append((self.slot, _plain(drawn)))
                if drawn < seconds or not seconds:
                    made.append((slot, _plain(seconds - drawn)))
            return made

        return draw


def left_of(lines: Iterable[Line]) -> Fraction:
    """Seconds that earlier lines, in their order, have left: bought less drawn.

    Below zero where a later month has drawn already what is bought only now.

    Calls draw whole seconds but for the one in which the bundle runs out, so that a line's minutes tell
    exactly how many were drawn, however many digits they would need.
    """
    left = Fraction(0)
    for line in lines:
        seconds = Fraction(line.quantity) * 60
        if line.item == BOUGHT:
            left += seconds
        elif line.item == DRAWN:
            whole = Fraction(round(seconds))
            left = left - whole if abs(seconds - whole) < _EXACT else min(left, Fraction(0))
    return left


def _plain(seconds: Fraction) -> int | Fraction:
    return int(seconds) if seconds.denominator == 1 else seconds
