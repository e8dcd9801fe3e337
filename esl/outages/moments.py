"""The node's own clock, as the worker knows it: told by the switch, carried on by one that nobody sets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from seatyard import clock


class NodeClock:
    """Outages are measured on the switch's clock, also by what the switch does not answer.

    Between two words of the switch the time that passed is the monotonic clock's, so that a step of
    this machine's clock makes no outage longer or shorter. Before the first one it is this machine's.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._told: tuple[datetime, float] = (clock.now(), elapsed())

    def told(self, at: datetime) -> None:
        """The switch said what time it is, just now."""
        self._told = (at, self._elapsed())

    def now(self) -> datetime:
        at, elapsed = self._told
        return at + timedelta(seconds=self._elapsed() - elapsed)
