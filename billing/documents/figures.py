"""How money and amounts are written, on paper and on pages, the same in both languages."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

MINUS = "\N{MINUS SIGN}"
_SHOWN = Decimal("0.000001")


def money(value: Decimal) -> str:
    """Two places and thousands: ``17,600.00``, ``−1,333.33``."""
    return f"{value:,.2f}".replace("-", MINUS)


def amount(value: Decimal | int) -> str:
    """A quantity or a price without idle zeros: ``105,263.158``, ``0.095``; ``66.666666…`` goes on."""
    exact = Decimal(value)
    cut = exact.quantize(_SHOWN, rounding=ROUND_DOWN)
    text = f"{cut:,f}".rstrip("0").rstrip(".").replace("-", MINUS)
    return text if cut == exact else f"{text}…"
