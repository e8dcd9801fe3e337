"""How far another clock is from ours, by what it said between two looks at our own."""

from __future__ import annotations

from datetime import datetime, timedelta

from .told import Told, fault, ok, warning

NOTED, WRONG = timedelta(seconds=1), timedelta(seconds=10)
"""Beyond the first the lateness of events means little; beyond the second moments in bills may."""


def skewed(check: str, whose: str, there: datetime, before: datetime, after: datetime) -> Told:
    """Only what the answer's way does not explain counts."""
    apart = max(there - after, before - there, timedelta())
    if apart > NOTED:
        tell = fault if apart > WRONG else warning
        ahead = "ahead of" if there > after else "behind"
        told = f"{whose} is {apart.total_seconds():.1f} s {ahead} this machine's"
        return tell(check, told, "synchronise both (chrony, systemd-timesyncd)")
    return ok(check, f"{whose} and this machine's agree")
