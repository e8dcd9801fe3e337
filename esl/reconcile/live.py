"""A node's live channels, kept over restarts of the worker and held against records.

Findings: ``call_lost`` (it was there, and has gone without a word), ``channel_left`` (its record says that it
has ended, and it is there), ``channel_long`` (more than a day old). All but the first mean no money.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from seatyard import findings
from seatyard.db import transaction

from ..session import Event, Session
from . import kept, lost
from .channels import UNREACHABLE, Gone
from .records import LOST
from .sessions import Sessions

LIST = "show channels as json"
LOOK_EVERY = 20.0
"""Seconds; of a killed node's calls so much may be lost: each look proves that they live."""
KEEP_EVERY = 1.0
"""Seconds. A call that ends before it was written costs no row."""
GRACE = 120.0
"""Seconds that a record has to come: a post with its retries takes up to 20 s (QUIRKS 20)."""
ASKED = 50
"""Channels asked about at a time."""
AWAY = 600.0
"""Seconds without the node after which its calls count as lost until it says otherwise."""
LONG = timedelta(days=1)

LEFT, OLD = "channel_left", "channel_long"
BY = "the switch"


class Live:
    """Made inside the application. ``feed`` is quick and needs no database."""

    def __init__(self, node_id: int, node: str, session: Session) -> None:
        self.node_id, self.node, self.session = node_id, node, session
        self.channels = kept.read(node_id)
        self.sessions = Sessions(node_id, node, session)
        self._written = set(self.channels.known)
        self._bare = set(self.channels.known)
        """Of them, those that may be there without the moment of their answer."""
        self._missed: dict[str, float] = {}
        self._ended: set[str] = set()
        self._up_at = time.monotonic()

    def feed(self, event: Event) -> None:
        self.channels.feed(event)
        self.sessions.feed(event)

    def begin(
        self, core_uuid: str, at: datetime, rows: list[dict[str, str]], told: Iterable[int] = ()
    ) -> None:
        """The link is up, and this is what the switch says; ``told`` as of ``Sessions.begin``."""
        self.sessions.begin(core_uuid, told)
        self.listed(core_uuid, at, rows)

    def listed(self, core_uuid: str, at: datetime, rows: list[dict[str, str]]) -> None:
        self.channels.listed(core_uuid, at, rows)

    def keep(self) -> None:
        """Write who was answered, delete whose end is known. Needs an application.

        What was found in the list alone is written as it is, and again once the switch has told more of it.
        """
        self._ask()
        known = dict(self.channels.known)
        told = {uuid for uuid, one in known.items() if one.answered_at}
        new = [known[uuid] for uuid in (known.keys() - self._written) | (self._bare & told)]
        over = self._written - known.keys() - self.channels.gone.keys()
        if not new and not over:
            return
        with transaction():
            kept.put(self.node_id, new)
            kept.remove(self.node_id, over)
        self._written = (self._written | {one.uuid for one in new}) - over
        self._bare = self._written & (known.keys() - told)

    def _ask(self) -> None:
        """What is known from the list alone lacks most: the moment of the answer, the numbers, the tenant."""
        for uuid in self.channels.unheard()[:ASKED] if self.session.up else ():
            reply = self.session.bgapi(f"uuid_dump {uuid} json")
            try:
                dump = Event.parse(reply.text.encode())
            except ValueError:  # it has ended meanwhile
                dump = Event({})
            self.channels.dumped(uuid, dump)

    def look(self) -> None:
        """Ask the switch for its channels, and hold them against what is known. Needs an application."""
        if not self.session.up:
            if time.monotonic() - self._up_at >= AWAY:
                self._away()
            return
        self._up_at = time.monotonic()
        reply = self.session.bgapi(LIST)
        if reply.at is None or reply.core_uuid != self.channels.core_uuid:
            return  # another core: the next resync tells
        rows = reply.rows()
        self.listed(reply.core_uuid, reply.at, rows)
        self.check(reply.at, rows)
        self.sessions.check(reply.at, self.channels, rows)

    def check(self, at: datetime, rows: Collection[dict[str, str]]) -> None:
        """Report what has gone without a word, and what is there although it has ended."""
        now = time.monotonic()
        self._missed = {uuid: self._missed.get(uuid, now) for uuid in self.channels.gone}
        due = [gone for uuid, gone in self.channels.gone.items() if now - self._missed[uuid] >= GRACE]
        there = {row["uuid"] for row in rows if row.get("uuid")}
        old = {row["uuid"] for row in rows if _since(row, at) > LONG}
        with transaction():
            kept.seen(self.node_id, there & self.channels.known.keys(), at)
            self._resolve(LOST, there & self.channels.known.keys())
            ended = lost.told(self.node_id, {*there, *(gone.channel.uuid for gone in due)})
            for gone in due:
                if gone.channel.uuid not in ended:
                    lost.report(self.node_id, self.node, gone)
            self._say(LEFT, there & ended & self._ended, "it has ended, and the switch lists it still", at)
            self._say(OLD, old, "it has been there for more than a day", at)
        self._ended = ended
        for gone in due:
            self.sessions.known_lost(gone.channel.uuid)
            self.channels.settled(gone.channel.uuid)

    def _away(self) -> None:
        """Nobody can say what became of its calls: they are told as lost, and come back with the node."""
        with transaction():
            known = list(self.channels.known.values())  # events may come meanwhile
            ended = lost.told(self.node_id, [channel.uuid for channel in known])
            for channel in known:
                if channel.uuid not in ended:
                    gone = Gone(channel, UNREACHABLE, channel.seen_at, channel.seen_at)
                    lost.report(self.node_id, self.node, gone)

    def _say(self, kind: str, uuids: Collection[str], message: str, at: datetime) -> None:
        mine = {str(one.detail.get("uuid")) for one in self._open(kind)}
        self._resolve(kind, mine - set(uuids))
        for uuid in sorted(uuids):
            findings.report_once(
                kind, f"{self.node}/{uuid}", message, about=(at, at), node=self.node, uuid=uuid
            )

    def _open(self, kind: str) -> list[findings.Finding]:
        return [one for one in findings.still_open(kind) if one.detail.get("node") == self.node]

    def _resolve(self, kind: str, uuids: Collection[str]) -> None:
        findings.resolve(kind, [f"{self.node}/{uuid}" for uuid in uuids], BY)


def _since(row: dict[str, str], at: datetime) -> timedelta:
    began = row.get("created_epoch", "")
    return timedelta(seconds=at.timestamp() - int(began)) if began.isdigit() else timedelta(0)
