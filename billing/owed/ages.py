"""How long open bills have been due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

NOT_DUE = "not_due"
AGES = {NOT_DUE: 0, "to_30": 30, "to_60": 60, "to_90": 90}
OVER = "over_90"
"""How many days a bill is past its due day: up to that many."""


def aged(bills: Iterable[tuple[date, Decimal]], on: date) -> dict[str, Decimal]:
    """What is open, given by due days, by its age as a day ends."""
    found = dict.fromkeys([*AGES, OVER], Decimal(0))
    for due, left in bills:
        found[_age((on - due).days)] += left
    return found


def _age(days: int) -> str:
    return next((name for name, most in AGES.items() if days <= most), OVER)
