"""Exact arithmetic, and the one place where an amount is rounded.

Quantities are ``Fraction`` while they are computed with and ``Decimal`` once they
stand on a line. No float enters: a price of 0.095 is 0.095.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Currency(StrEnum):
    CNY = "CNY"
    EUR = "EUR"
    HKD = "HKD"
    JPY = "JPY"
    USD = "USD"

    @property
    def minor_unit(self) -> Decimal:
        """The smallest amount that an invoice shows."""
        return Decimal(1) if self is Currency.JPY else Decimal("0.01")


PLACES = 12
"""Digits after the point of a quantity that no decimal states exactly (8/31 of a month)."""


def rounded(value: Fraction, unit: Decimal) -> Decimal:
    """``value`` in whole ``unit``, half-up (away from zero, so a credit rounds like a charge)."""
    units, of = unit.as_integer_ratio()
    doubled, halves = 2 * abs(value.numerator) * of, value.denominator * units
    steps = (doubled + halves) // (2 * halves)
    return (Decimal(steps) * unit).copy_sign(Decimal(-1 if value < 0 else 1)) if steps else 0 * unit


def decimal(value: Fraction) -> Decimal:
    """``value`` exactly where a decimal can state it, else to ``PLACES`` digits."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    places = _places(value.denominator)
    if places is None:
        return rounded(value, Decimal(1).scaleb(-PLACES)).normalize() + 0
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def written(value: Fraction) -> str:
    """``value`` for a formula: ``8.8``, or ``8/31`` where no decimal is exact."""
    if _places(value.denominator) is None:
        return f"{value.numerator}/{value.denominator}"
    return f"{decimal(value):f}"


def grouped(value: Fraction, places: int = 0) -> str:
    """``value`` for a reader: ``1,700.00`` with ``places`` decimals or more, ``8/31`` where none is exact."""
    digits = _places(value.denominator)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    return f"{decimal(value):,.{max(places, digits)}f}"


def _places(denominator: int) -> int | None:
    """Digits after the point that a fraction of this denominator needs; None if endless."""
    places = 0
    while denominator % 10 == 0:
        denominator, places = denominator // 10, places + 1
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator, places = denominator // factor, places + 1
    return places if denominator == 1 else None
