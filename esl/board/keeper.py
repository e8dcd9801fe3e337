"""The boards of one node's tenants, kept by its worker: heard at once, written as long as somebody looks."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from seatyard.db import one_moment, snapshot, transaction

from ..provisioning.desired import Phone
from ..provisioning.phones import Phones
from ..session import Event, Session
from ..watchdog.snapshot import Snapshot
from . import day, roster, writing
from .heard import Changed, Heard
from .room import Key, Room, differences

LOOK_EVERY = 20.0
"""Seconds between two looks at who is there and what they say: what no event told is found then."""
COUNT_EVERY = 5.0
SHARE = 50
"""A dear count of the day is made more seldom: this many times what it takes, for 2 % at most."""
BEAT_EVERY = 1.0
FORGET_EVERY = 60.0
ASKED = 50
"""Channels asked about at a time, of which nobody has heard."""


class Kept:
    """A room, and what of it is written."""

    def __init__(self, room: Room, version: int, entries: dict[Key, dict[str, object]]) -> None:
        self.room, self.version, self.written = room, version, entries
        self.look_at = self.count_at = self.beat_at = 0.0
        self.versions: deque[tuple[float, int]] = deque()
        """When which version was written, of those whose gone entries are not forgotten yet."""


class Keeper:
    """``feed`` and ``seen`` are quick; ``step`` needs an application around it."""

    def __init__(
        self, node_id: int, session: Session, phones: Phones, look: Callable[[], bool] = lambda: True
    ) -> None:
        """``look``: whether to look, at this step, which boards are wanted."""
        self.node_id, self._session, self._phones, self._look = node_id, session, phones, look
        self.heard = Heard()
        self._rooms: dict[int, Kept] = {}
        self._unknown: list[str] = []

    def begin(self, at: datetime, channels: list[dict[str, str]]) -> None:
        """The link is up, and this is what the switch says."""
        self.heard.begin(at, channels)
        self._unknown = self.heard.lines.unknown(channels)
        for kept in self._rooms.values():
            kept.look_at = 0.0

    def feed(self, event: Event) -> None:
        self.heard.feed(event)

    def seen(self, seen: Snapshot) -> None:
        self.heard.seen(seen)
        self._unknown = self.heard.lines.unknown(seen.channels.values())

    def said(self, seat_ids: Iterable[int]) -> None:
        self.heard.said(seat_ids)

    def step(self) -> None:
        if not self._session.up:
            return
        self._ask()
        if self._look():
            self._open()
        changed = self.heard.take()
        registered = self._phones.registered if self._rooms else ()
        for kept in self._rooms.values():
            self._keep(kept, changed, registered)

    def _ask(self) -> None:
        asked, self._unknown = self._unknown[:ASKED], self._unknown[ASKED:]
        for uuid in asked:
            reply = self._session.bgapi(f"uuid_dump {uuid} json")
            try:
                self.heard.dumped(uuid, Event.parse(reply.text.encode()))
            except ValueError:  # it has ended meanwhile
                continue

    def _open(self) -> None:
        with snapshot():
            wanted = writing.wanted(self.node_id)
            for tenant_id in self._rooms.keys() - wanted:
                del self._rooms[tenant_id]
            for tenant_id in wanted - self._rooms.keys():
                found = roster.read(tenant_id)
                room = Room(found, roster.says(tenant_id, found.seats), self.heard)
                self._rooms[tenant_id] = Kept(room, *writing.written(tenant_id))

    def _keep(self, kept: Kept, changed: Changed, registered: Collection[Phone]) -> None:
        room, now = kept.room, time.monotonic()
        if now >= kept.count_at:
            self._count(kept)
        if now >= kept.look_at:
            with snapshot():
                room.roster = roster.read(room.roster.tenant_id)
                room.says = roster.says(room.roster.tenant_id, room.roster.seats)
            kept.look_at = now + LOOK_EVERY
            room.make_all(registered)
        else:
            self._hear(room, changed.says)
            room.make(changed, registered)
        self._write(kept, now)

    def _count(self, kept: Kept) -> None:
        """Who is still on the line has no record yet, and is not asked about."""
        room, began, here = kept.room, time.monotonic(), self.heard.lines.known
        midnight = room.roster.midnight()
        asked = [one.uuid for one in room.callers() if one.uuid not in here]
        with one_moment():
            room.day = day.read(room.roster.tenant_id, midnight - self.heard.ahead, asked)
        self.heard.callers.forget(room.day.counted)
        kept.count_at = time.monotonic() + max(COUNT_EVERY, SHARE * (time.monotonic() - began))
        if room.entries:
            room.count()

    def _hear(self, room: Room, seat_ids: Collection[int]) -> None:
        if mine := room.roster.seats.keys() & set(seat_ids):
            with snapshot():
                said = roster.says(room.roster.tenant_id, mine)
            room.says = {id: one for id, one in room.says.items() if id not in mine} | said

    def _write(self, kept: Kept, now: float) -> None:
        changed = differences(kept.written, kept.room.entries)
        if not changed and now < kept.beat_at:
            return
        tenant_id, version = kept.room.roster.tenant_id, kept.version + bool(changed)
        old = [one for written, one in kept.versions if now - written >= FORGET_EVERY]
        with transaction():
            writing.write(tenant_id, version, changed)
            if old:
                writing.forget(tenant_id, old[-1])
        kept.version, kept.written = version, dict(kept.room.entries)
        kept.beat_at = now + BEAT_EVERY
        for _ in old:
            kept.versions.popleft()
        if None in changed.values():
            kept.versions.append((now, version))
