"""How often somebody may ask: a bucket that fills evenly, in this process's memory.

Each web worker has its own, so that reading never writes: of N workers a caller gets up to N times the rate.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from threading import Lock

from .. import clock
from ..errors import TooMany

KNOWN = 10_000
"""Callers remembered; beyond them the one that asked longest ago is forgotten, and begins anew."""


class Rates:
    """``per_minute`` requests of each caller, all of them at once if need be."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """What was left of each, and the moment (seconds) at which it was."""

    def spend(self, caller: str) -> None:
        """Count one request. Raises TooMany, with the seconds after which the next is taken."""
        now, rate = clock.now().timestamp(), self.per_minute / 60
        with self._lock:
            left, at = self._left.pop(caller, (float(self.per_minute), now))
            left = min(self.per_minute, left + max(0.0, now - at) * rate)
            self._left[caller] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > KNOWN:
                self._left.popitem(last=False)
        if left < 1:
            wait = math.ceil((1 - left) / rate)
            raise TooMany("asked too often", retry_after=wait, allowed=f"{self.per_minute} requests a minute")
