"""How long a caller will wait. Pure.

Each of ``n`` seats is through with a call, after-call work included, every ``handling`` seconds; together
they take one caller every ``handling / n`` seconds, and the caller in place ``p`` is the ``p``-th of them.
It supposes that all seats are busy (else nobody waits), that callers ahead do not give up and that seats
neither come nor go; so it is rather too long than too short.
"""

from __future__ import annotations

USUAL = 180.0
"""Seconds of handling while too few calls are known."""


def wait(place: int, handling: float, seats: float) -> float | None:
    """Seconds; None where no seat serves the queue: then nobody can say."""
    return place * handling / seats if seats > 0 else None


def minutes(seconds: float) -> int:
    """As it is said: whole minutes, rounded up; 0 for less than one."""
    return 0 if seconds < 60 else -int(-seconds // 60)
