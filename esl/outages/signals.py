"""The signals of one node: what was seen goes through the machine into the database.

What the database does not take is kept, and written once it does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from gevent.lock import RLock

from . import agreed
from .combine import Change, Seen
from .kinds import BANNER, EVENT_SOCKET
from .moments import NodeClock

KEEP_EVERY = 30.0
"""Seconds of real time between two writes of the last proofs of service."""


class Signals:
    """``write`` needs an application around it, and so does the making."""

    def __init__(self, node_id: int, node_name: str) -> None:
        self.node_id = node_id
        self.node_name = node_name
        self.clock = NodeClock()
        self.combiner, self.addresses = agreed.remembered(node_id)
        self._pending: list[Change] = []
        self._writing = RLock()
        self._kept: dict[str, datetime] = {}
        self._kept_at = 0.0

    def look(self, seen: Iterable[Seen]) -> None:
        """Take in what was seen at one time: proofs of service first, so that none comes too late."""
        for one in sorted(seen, key=lambda one: not one.ok):
            self._pending += self.combiner.feed(one)

    def up(self, at: datetime) -> None:
        """The session is up: its port gave a banner, too."""
        self.clock.told(at)
        self.look([Seen(EVENT_SOCKET, at, ok=True), Seen(BANNER, at, ok=True)])

    def unreachable(self, alive_at: datetime | None, reason: str) -> None:
        """An attempt to connect found no living switch; ``alive_at`` is the last proof of life."""
        if alive_at is not None and EVENT_SOCKET not in self.combiner.silent:
            self.look([Seen(EVENT_SOCKET, alive_at, ok=True)])
        self.look([Seen(EVENT_SOCKET, self.clock.now(), ok=False, what=reason)])

    def found(self, signal: str, address: str) -> None:
        """Where a signal is looked for from now on; what it said of another place is forgotten."""
        if self.addresses.get(signal) not in (None, address):
            self.forget(signal)
        self.addresses[signal] = address

    def forget(self, signal: str) -> None:
        """It is looked for no more, or elsewhere."""
        self._pending += self.combiner.forget(signal, self.clock.now())

    def proven_for(self, seconds: float) -> str | None:
        """Which signal but the Event Socket has shown within so many seconds that the node serves, and is
        not silent since."""
        since = self.clock.now() - timedelta(seconds=seconds)
        known = self.combiner
        others = {one: at for one, at in known.proofs.items() if one != EVENT_SOCKET}
        return next((one for one, at in others.items() if at > since and one not in known.silent), None)

    def write(self) -> None:
        """Write what has changed, and now and then the last proofs. One at a time: the session's greenlet
        and the prober's both call it."""
        with self._writing:
            if changes := list(self._pending):
                agreed.write(self.node_id, self.node_name, changes, self.combiner.silent)
                del self._pending[: len(changes)]
            known = self.combiner.proofs.keys() == self._kept.keys()
            if not changes and known and time.monotonic() - self._kept_at < KEEP_EVERY:
                return
            proofs = dict(self.combiner.proofs)
            fresh = {one: at for one, at in proofs.items() if self._kept.get(one) != at}
            agreed.keep(self.node_id, fresh, self.addresses)
            self._kept, self._kept_at = proofs, time.monotonic()
