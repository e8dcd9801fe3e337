"""All that one node's switch said that matters to boards, and what has changed since somebody looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from seatyard import clock

from ..provisioning.desired import Phone
from ..provisioning.phones import EVENTS as PHONES
from ..provisioning.phones import phone_of
from ..session import Event
from ..watchdog.snapshot import Snapshot
from .callers import Caller, Callers, Wrap
from .lines import Line, Lines


@dataclass
class Changed:
    """What is not as it was; of any tenant."""

    seats: set[int] = field(default_factory=set)
    says: set[int] = field(default_factory=set)
    """Seats that may say something else."""
    callers: set[str] = field(default_factory=set)
    phones: set[Phone] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.seats or self.says or self.callers or self.phones)


class Heard:
    """Quick, and without a database."""

    def __init__(self) -> None:
        self.lines, self.callers = Lines(), Callers()
        self.ahead = timedelta(0)
        """By how much our clock is ahead of the switch's."""
        self.free: dict[int, datetime] = {}
        """When each seat's last call ended; on our clock."""
        self.wraps: dict[int, Wrap] = {}
        self._changed = Changed()

    def take(self) -> Changed:
        """What has changed since the last time."""
        changed, self._changed = self._changed, Changed()
        return changed

    def begin(self, at: datetime, channels: Iterable[dict[str, str]]) -> None:
        """The link is up, and this is what the switch says at ``at``."""
        self.ahead = clock.now() - at
        there = {row["uuid"]: row for row in channels if row.get("uuid")}
        for line in self.lines.listed(at, there):
            self._moved(line)

    def feed(self, event: Event) -> None:
        if event.name in PHONES:
            self._changed.phones.add(phone_of(event))
        for line in self.lines.feed(event):
            self._moved(line)
        for told in self.callers.feed(event):
            self._told(told)

    def seen(self, seen: Snapshot) -> None:
        """The switch's own lists: what no event told is found in them."""
        for line in self.lines.listed(seen.at, seen.channels):
            self._moved(line)
        for caller in self.callers.listed(seen.at, seen.members, seen.queued):
            self._told(caller)
        self.callers.forget(self.callers.late(seen.at))

    def dumped(self, uuid: str, dump: Event) -> None:
        for line in self.lines.dumped(uuid, dump):
            self._moved(line)

    def said(self, seat_ids: Iterable[int]) -> None:
        self._changed.says.update(seat_ids)

    def _moved(self, line: Line) -> None:
        for one in (line, self.lines.known.get(line.other)):
            if one is not None and one.seat_id is not None:
                self._changed.seats.add(one.seat_id)
            elif one is not None:
                self._changed.callers.add(one.uuid)
        if line.seat_id is not None and line.uuid not in self.lines.known:
            self.free[line.seat_id] = clock.now()

    def _told(self, told: Caller | Wrap | int) -> None:
        match told:
            case Caller():
                self._changed.callers.add(told.uuid)
            case Wrap():
                self.wraps[told.seat_id] = told
                self._changed.seats.add(told.seat_id)
            case int():
                self._changed.says.add(told)
