"""A share of all calls as an expression: a channel's uuid ends with a random byte."""

from __future__ import annotations


def expression(low: int, high: int) -> str:
    """Matches the uuids whose last byte is at least ``low`` and less than ``high`` (0 to 256)."""
    parts: list[str] = []
    for first in range(low // 16, (high - 1) // 16 + 1):
        begin, end = max(low, first * 16) % 16, min(high, first * 16 + 16) - first * 16
        digits = "".join(f"{digit:x}" for digit in range(begin, end))
        parts.append(f"{first:x}[{digits}]")
    return f"(?:{'|'.join(parts)})$"
