"""Reconciling without being asked: each minute what is new, each hour what is late."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from seatyard import clock
from seatyard.claims import claimed

from .records import compare

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds."""
GRACE = timedelta(minutes=2)
"""A post with its retries takes up to 20 s (QUIRKS 20), and folding follows: younger hang-ups wait."""
OVERLAP = timedelta(minutes=15)
"""How much of what was looked at is looked at again: records that were folded late."""
LONG = timedelta(days=2)
LONG_EVERY = timedelta(hours=1)
"""How far back it looks at times: hang-ups that were written late, because the database was away."""


class Continuous:
    """One worker of several does it at a time. What a worker has looked at it knows itself: another, or a
    new one, begins with the long look, and the same span again says nothing new."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._long_at: datetime | None = None

    def step(self) -> None:
        """Needs an application around it."""
        with claimed("reconcile") as mine:
            if mine:
                self._look(clock.now())

    def _look(self, now: datetime) -> None:
        until = now - GRACE
        if self._until is None or self._long_at is None or now - self._long_at >= LONG_EVERY:
            since, self._long_at = until - LONG, now
        else:
            since = min(self._until, until) - OVERLAP
        found = compare(since, until)
        self._until = until
        if found.missing or found.differing:
            logger.warning(
                "%d hang-ups without a record, %d with another talk time", found.missing, found.differing
            )
