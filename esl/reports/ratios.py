"""How a figure is rounded, once: a share to four digits, a mean to whole microseconds. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = Decimal("0.0001")


def share(part: int, whole: int) -> Decimal | None:
    """``0.8125``: half up; None where there is nothing to have a share of."""
    return (Decimal(part) / whole).quantize(_DIGITS, ROUND_HALF_UP) if whole else None


def mean(total: int, many: int) -> int | None:
    """Of microseconds, half up; None of nothing."""
    return (2 * total + many) // (2 * many) if many else None
