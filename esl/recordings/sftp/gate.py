"""Who may knock: how many at once before they have logged in, and how often one may be wrong."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

WAITING = 64
"""Connections at once that have not logged in, of all addresses."""
WAITING_EACH = 8
FAILURES = 10
"""Logins of an address that may fail within …"""
WINDOW = 600.0
"""… so many seconds, before it is not heard for as long."""
REMEMBERED = 10_000
"""Addresses whose failures are kept in mind."""


class Gate:
    """Counts by address; of IPv6 by the /64 that one household has."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._waiting: Counter[str] = Counter()
        self._failures: dict[str, deque[float]] = {}

    def enter(self, address: str) -> str:
        """Let a connection wait for its login; empty, or why it may not. ``leave`` undoes it."""
        key = household(address)
        if len(self._recent(key)) >= FAILURES:
            return "too many failed logins"
        if self._waiting[key] >= WAITING_EACH or self._waiting.total() >= WAITING:
            return "too many connections that have not logged in"
        self._waiting[key] += 1
        return ""

    def leave(self, address: str) -> None:
        """It has logged in, or gone."""
        key = household(address)
        self._waiting[key] -= 1
        if self._waiting[key] <= 0:
            del self._waiting[key]

    def failed(self, address: str) -> None:
        key = household(address)
        recent = self._recent(key)
        recent.append(self._now())
        self._failures.pop(key, None)
        self._failures[key] = recent  # the latest last
        while len(self._failures) > REMEMBERED:
            del self._failures[next(iter(self._failures))]

    def _recent(self, key: str) -> deque[float]:
        found = self._failures.get(key) or deque(maxlen=FAILURES)
        while found and found[0] <= self._now() - WINDOW:
            found.popleft()
        if not found:
            self._failures.pop(key, None)
        return found


def household(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or f"{IPv6Address(int(found) >> 64 << 64)}/64")
    return str(found)
