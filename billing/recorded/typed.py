"""What people type of money."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from seatyard.errors import InvalidInput


def decimal(text: str, where: str) -> Decimal:
    """An amount above 0 as it was typed."""
    try:
        read = Decimal(text)
    except InvalidOperation:
        read = Decimal(0)
    if not read.is_finite() or read <= 0:
        raise InvalidInput(f"{text!r} is not an amount", where=where, allowed="a number above 0, like 120.50")
    return read
