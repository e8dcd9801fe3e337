"""An amount as the arithmetic that it comes from: what is computed is what is shown.

``number(13, "seat") * number(3, "day") * money(1700) / number(30)`` has the value 2210 and says
``13 × 3 × 1700 / 30`` for a calculator, ``13 seats × 3 days × 1,700.00 / 30`` for a reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .amounts import grouped, written
from .units import counted

SUM, PRODUCT, ATOM = 1, 2, 3
"""How tightly the outermost operation binds."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A value with its arithmetic: ``plain`` for a calculator, ``zh`` and ``en`` for readers."""

    value: Fraction
    plain: str
    zh: str
    en: str
    binds: int = ATOM

    def __add__(self, other: Formula) -> Formula:
        return _joined(self, " + ", other, self.value + other.value, SUM)

    def __sub__(self, other: Formula) -> Formula:
        return _joined(self, " - ", other._within(PRODUCT), self.value - other.value, SUM)

    def __mul__(self, other: Formula) -> Formula:
        left, right = self._within(PRODUCT), other._within(PRODUCT)
        return _joined(left, " × ", right, self.value * other.value, PRODUCT)

    def __truediv__(self, other: Formula) -> Formula:
        left, right = self._within(PRODUCT), other._within(ATOM)
        return _joined(left, " / ", right, self.value / other.value, PRODUCT)

    def __neg__(self) -> Formula:
        inner = self._within(ATOM)
        return Formula(-self.value, f"-{inner.plain}", f"-{inner.zh}", f"-{inner.en}", SUM)

    def _within(self, binds: int) -> Formula:
        """In brackets where its own operation binds less than ``binds``."""
        if self.binds >= binds:
            return self
        return Formula(self.value, f"({self.plain})", f"({self.zh})", f"({self.en})")


def number(value: Fraction | Decimal | int, unit: str = "") -> Formula:
    """A count, a share or a rate, with its ``unit`` (of ``units``) for the reader."""
    exact = Fraction(value)
    plain = written(exact)
    zh, en = counted(exact, grouped(exact), unit)
    return Formula(exact, plain, zh, en, PRODUCT if "/" in plain else ATOM)


def money(value: Fraction | Decimal | int) -> Formula:
    """A price or an amount: two decimals at least, and all that it has."""
    exact = Fraction(value)
    plain = written(exact)
    said = grouped(exact, places=2)
    return Formula(exact, plain, said, said, PRODUCT if "/" in plain else ATOM)


def each(formulas: Iterable[Formula], unit: str = "") -> Formula:
    """Their sum, with equal ones counted: ``4 seats × 0.7 + 6 seats × 1``; not none of them."""
    first, *others = [number(count, unit) * formula for formula, count in Counter(formulas).items()]
    return total([first, *others])


def total(formulas: Iterable[Formula]) -> Formula:
    """Their sum, in their order; not none of them."""
    first, *others = formulas
    for other in others:
        first = first + other
    return first


def _joined(left: Formula, sign: str, right: Formula, value: Fraction, binds: int) -> Formula:
    return Formula(
        value,
        f"{left.plain}{sign}{right.plain}",
        f"{left.zh}{sign}{right.zh}",
        f"{left.en}{sign}{right.en}",
        binds,
    )
