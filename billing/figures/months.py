"""The months that are told of: labels do not grow with the years."""

from __future__ import annotations

from datetime import timedelta

from ..owed.service import today

THIS, LAST = "this", "last"


def months() -> dict[str, str]:
    """``this`` and ``last`` with their names, ``2026-03``, by the operator's day."""
    first = today().replace(day=1)
    return {THIS: f"{first:%Y-%m}", LAST: f"{first - timedelta(days=1):%Y-%m}"}
