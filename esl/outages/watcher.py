"""One node watched: what its session hears goes through the machine into the database."""

from __future__ import annotations

import time
from datetime import datetime

from gevent.lock import RLock

from seatyard import clock

from ..session import Event
from . import record
from .machine import Change, Machine
from .signals import Signals

SAVE_EVERY = 5.0
"""Seconds of real time between two writes of the last proof of life while events come in."""


class Watcher:
    """Needs an application around it. Proofs are taken for each event and written seldom.

    What the database does not take is kept, and written before anything that is remembered later.
    """

    def __init__(self, node_id: int, node_name: str) -> None:
        self.node_id = node_id
        self.node_name = node_name
        self.machine = Machine(record.known(node_id))
        self.signals = Signals(node_id, node_name)
        self._noted: list[tuple[list[Change], bool]] = []
        """Changes that are not in the database yet, and whether other signals agreed that it went on."""
        self._writing = RLock()
        self._saved = self.machine.known
        self._saved_at = 0.0

    def begin(self) -> None:
        """Before the first connection: whatever an earlier worker left, the link is not up."""
        self._remember(linked_at=None)

    def up(self, core_uuid: str, at: datetime, began: datetime) -> None:
        """The link is up; ``began`` is when the core says that it started."""
        goes_on = self.signals.combiner.lasting
        self.signals.up(at)
        self._noted.append((self.machine.up(core_uuid, at, began), goes_on))
        self._write()
        self.signals.write()
        self._remember(linked_at=clock.now())

    def heard(self, event: Event) -> list[Change]:
        """An event is a proof of life. Quick, without the database; what it changes is to be recorded."""
        at = event.at
        return self.machine.alive(event.core_uuid, at) if at is not None and event.core_uuid else []

    def record(self, changes: list[Change]) -> None:
        self._noted.append((changes, self.signals.combiner.lasting))
        self._write()

    def down(self, reason: str, by_us: bool) -> None:
        """The link is down. What had arrived before was heard before."""
        if not by_us:
            self.machine.lost(reason)
        self._remember(linked_at=None)

    def unreachable(self, reason: str) -> None:
        alive_at = self.machine.known.alive_at
        self.record(self.machine.unreachable(reason))
        self.signals.unreachable(alive_at, reason)
        self.signals.write()

    def save(self) -> None:
        """Write the last proof of life, if there is a new one and the last write is long ago."""
        if self.machine.known != self._saved and time.monotonic() - self._saved_at >= SAVE_EVERY:
            self._remember()

    def _write(self) -> None:
        """One at a time: the session's greenlet and the loop that saves both call it."""
        with self._writing:
            while self._noted:
                changes, goes_on = self._noted[0]
                record.record(self.node_id, self.node_name, changes, goes_on=goes_on)
                del self._noted[0]

    def _remember(self, **more: datetime | None) -> None:
        self._write()
        known = self.machine.known
        record.remember(self.node_id, known, **more)
        self._saved, self._saved_at = known, time.monotonic()
