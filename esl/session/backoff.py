"""How long to wait before the next attempt to connect."""

from __future__ import annotations

import random


class Backoff:
    """Doubling from ``first`` to ``most`` seconds, each shortened by up to a half at random,
    so that many workers do not knock at a restarted switch in step."""

    def __init__(self, first: float, most: float, jitter: random.Random | None = None) -> None:
        self.first = first
        self.most = most
        self._random = jitter or random.Random()
        self._next = first

    def reset(self) -> None:
        """The last attempt went well: begin again at ``first``."""
        self._next = self.first

    def next(self) -> float:
        whole, self._next = self._next, min(self._next * 2, self.most)
        return whole * self._random.uniform(0.5, 1.0)
