"""Counters of the ``limit`` application."""

from __future__ import annotations

from collections import defaultdict, deque

from ..clock import SECOND
from .channel import Channel

Key = tuple[str, str]


class Limits:
    """How many legs hold each (realm, id), and how many came lately."""

    def __init__(self) -> None:
        self._held: dict[Key, int] = defaultdict(int)
        self._lately: dict[Key, deque[int]] = defaultdict(deque)

    def enter(self, key: Key, channel: Channel, most: int, interval: int) -> bool:
        """Count the leg in until it hangs up; false when that would be too many (most < 0: no limit)."""
        if interval:
            return self._rate(key, channel, most, interval)
        if 0 <= most <= self._held[key]:
            return False
        self._held[key] += 1
        channel.on_hangup.append(lambda: self._leave(key))
        return True

    def usage(self, key: Key) -> int:
        return self._held[key]

    def _leave(self, key: Key) -> None:
        self._held[key] -= 1

    def _rate(self, key: Key, channel: Channel, most: int, interval: int) -> bool:
        lately = self._lately[key]
        while lately and lately[0] <= channel.now - interval * SECOND:
            lately.popleft()
        if 0 <= most <= len(lately):
            return False
        lately.append(channel.now)
        return True
