"""Amounts as payment services count them: whole minor units. Exact both ways."""

from __future__ import annotations

from decimal import Decimal

from ..engine.amounts import Currency


def minor(amount: Decimal, currency: str) -> int:
    """``12.34`` CNY as 1234, ``500`` JPY as 500; ValueError for a part of a minor unit."""
    units = amount / Currency(currency).minor_unit
    if units != int(units):
        raise ValueError(f"{amount} {currency} is no whole number of minor units")
    return int(units)


def major(units: int, currency: str) -> Decimal:
    """1234 as ``12.34`` CNY."""
    return units * Currency(currency).minor_unit


def known(currency: str) -> bool:
    """Whether contracts may be in it; services write it small."""
    return currency.upper() in Currency.__members__
