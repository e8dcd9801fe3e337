"""Log lines about what goes wrong many times a second: one now and then, with how many were left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Rarely:
    """Of each matter one line in ``every`` seconds. There must not be endlessly many matters."""

    def __init__(self, every: float = 10.0, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._every, self._elapsed = every, elapsed
        self._lock = Lock()
        self._said_at: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def due(self, matter: str = "") -> str | None:
        """None when it was said just now; else what to end the line with: how many were left out since."""
        now = self._elapsed()
        with self._lock:
            if now - self._said_at.get(matter, float("-inf")) < self._every:
                self._unsaid[matter] = self._unsaid.get(matter, 0) + 1
                return None
            self._said_at[matter] = now
            unsaid = self._unsaid.pop(matter, 0)
        return f" ({unsaid} more since the last such line)" if unsaid else ""
