"""Counters of the ``limit`` application, as mod_hash keeps them.

A count is a leg's, once however often it asks; it ends with the leg, and with a transfer unless the leg
carries ``limit_ignore_transfer`` (switch_limit.c). A rate counts whoever asks, in windows that begin with
the first one after the window before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..conf.settings import true
from .channel import Channel

BACKEND = "limit_backend"
IGNORE_TRANSFER = "limit_ignore_transfer"


@dataclass
class Item:
    """One counter; FreeSWITCH joins realm and id with ``_`` into its name."""

    total: int = 0
    rate: int = 0
    interval: int = 0
    since: int = 0
    """Epoch second at which the window of its rate began."""


class Limits:
    """How many legs hold each counter, and how many came in its last window."""

    def __init__(self) -> None:
        self._items: defaultdict[str, Item] = defaultdict(Item)
        self._held: defaultdict[str, set[str]] = defaultdict(set)
        """By leg, the counters that it holds."""

    def enter(self, name: str, channel: Channel, most: int, interval: int) -> bool:
        """Count the leg in; false when that would be too many (most < 0: no limit)."""
        item, held = self._items[name], self._held[channel.uuid]
        fresh = name not in held
        if interval > 0:
            if not self._rate(item, channel, most, interval):
                return False
        elif most >= 0 and item.total + fresh > most:
            return False
        if fresh:
            item.total += 1
            held.add(name)
        self._note(name, item, channel)
        return True

    def release(self, uuid: str, name: str | None = None) -> None:
        """Give up one counter of a leg, or all."""
        held = self._held.get(uuid, set())
        for one in [name] if name is not None else list(held):
            if one in held:
                held.remove(one)
                self._items[one].total -= 1
                self._forget(one)

    def transferred(self, channel: Channel) -> None:
        """The leg goes to another extension."""
        if not true(channel.get(IGNORE_TRANSFER)):
            self._let_go(channel)

    def usage(self, name: str) -> int:
        return self._items[name].total if name in self._items else 0

    def dump(self) -> str:
        """As ``hash_dump limit`` writes it."""
        return "".join(
            f"L/{name}/{one.total}/{one.rate}/{one.interval}/{one.since}\n"
            for name, one in self._items.items()
        )

    def _rate(self, item: Item, channel: Channel, most: int, interval: int) -> bool:
        now = channel.switch.clock.epoch
        item.interval = interval
        if item.since <= now - interval:
            item.rate, item.since = 1, now
            return True
        item.rate += 1
        return not 0 <= most < item.rate

    def _note(self, name: str, item: Item, channel: Channel) -> None:
        """What is left on the leg; the first counter makes the switch listen for its end."""
        for kind, number in (("usage", item.total), ("rate", item.rate)):
            channel.variables[f"limit_{kind}"] = channel.variables[f"limit_{kind}_{name}"] = str(number)
        if channel.get(BACKEND) is None:
            channel.variables[BACKEND] = "hash"
            channel.on_hangup.append(lambda: self._let_go(channel))

    def _let_go(self, channel: Channel) -> None:
        """A leg whose ``limit_backend`` somebody took away is not listened to: its counts leak."""
        if channel.get(BACKEND) is None:
            return
        channel.set(BACKEND, None)
        self.release(channel.uuid)
        self._held.pop(channel.uuid, None)

    def _forget(self, name: str) -> None:
        item = self._items[name]
        if not item.total and not item.rate:
            del self._items[name]
