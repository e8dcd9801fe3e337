"""A node's live channels, kept over restarts of the worker and held against records.

Findings: ``call_lost`` (it was there, and has gone without a word), ``channel_left`` (its record says that it
has ended, and it is there), ``channel_long`` (more than a day old). All but the first mean no money.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from seatyard import findings
from seatyard.db import db, insert, slices, snapshot, transaction
from tenants.models import Tenant

from ..models import CdrRecord, Hangup, Node
from ..session import Event, Session
from .channels import RESTARTED, UNREACHABLE, VANISHED, Channel, Channels, Gone
from .models import LiveChannel
from .records import LOST
from .sessions import Sessions

logger = logging.getLogger(__name__)

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
        self.channels = _kept(node_id)
        self.sessions = Sessions(node_id, node, session)
        self._written = set(self.channels.known)
        self._missed: dict[str, float] = {}
        self._ended: set[str] = set()
        self._up_at = time.monotonic()

    def feed(self, event: Event) -> None:
        self.channels.feed(event)
        self.sessions.feed(event)

    def begin(self, core_uuid: str, at: datetime, rows: list[dict[str, str]]) -> None:
        """The link is up, and this is what the switch says."""
        self.sessions.begin(core_uuid)
        self.listed(core_uuid, at, rows)

    def listed(self, core_uuid: str, at: datetime, rows: list[dict[str, str]]) -> None:
        self.channels.listed(core_uuid, at, rows)

    def keep(self) -> None:
        """Write who was answered, delete whose end is known. Needs an application."""
        self._ask()
        alive = self.channels.known.keys() | self.channels.gone.keys()
        new, over = self.channels.known.keys() - self._written, self._written - alive
        if not new and not over:
            return
        rows = [_row(self.node_id, self.channels.known[uuid]) for uuid in new]
        with transaction():
            if rows:
                db.session.execute(insert(LiveChannel).on_conflict_do_nothing(), rows)
            for some in slices(over):
                mine = LiveChannel.node_id == self.node_id
                db.session.execute(delete(LiveChannel).where(mine, LiveChannel.uuid.in_(some)))
        self._written = (self._written | new) - over

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
            self._seen(there & self.channels.known.keys(), at)
            self._resolve(LOST, there & self.channels.known.keys())
            ended = told(self.node_id, {*there, *(gone.channel.uuid for gone in due)})
            for gone in due:
                if gone.channel.uuid not in ended:
                    self._report(gone)
            self._say(LEFT, there & ended & self._ended, "it has ended, and the switch lists it still", at)
            self._say(OLD, old, "it has been there for more than a day", at)
        self._ended = ended
        for gone in due:
            self.sessions.known_lost(gone.channel.uuid)
            self.channels.settled(gone.channel.uuid)

    def _seen(self, uuids: Collection[str], at: datetime) -> None:
        mine = update(LiveChannel).where(LiveChannel.node_id == self.node_id)
        for some in slices(sorted(uuids)):
            db.session.execute(mine.where(LiveChannel.uuid.in_(some)).values(seen_at=at))

    def _away(self) -> None:
        """Nobody can say what became of its calls: they are told as lost, and come back with the node."""
        with transaction():
            known = self.channels.known
            ended = told(self.node_id, known)
            for channel in known.values():
                if channel.uuid not in ended:
                    self._report(Gone(channel, UNREACHABLE, channel.seen_at, channel.seen_at))

    def _report(self, gone: Gone) -> None:
        channel, why = gone.channel, _WHY[gone.why]
        answered = channel.answered_at or channel.started_at or channel.seen_at
        findings.report_once(
            LOST,
            f"{self.node}/{channel.uuid}",
            f"{why}: no hang-up was heard, and no record came",
            tenant_id=tenant_of(channel),
            about=(min(channel.started_at or answered, gone.proven), max(gone.missed, gone.proven)),
            node=self.node,
            node_id=self.node_id,
            uuid=channel.uuid,
            why=gone.why,
            core_uuid=channel.core_uuid,
            started_at=_iso(channel.started_at),
            answered_at=_iso(channel.answered_at),
            proven=_iso(gone.proven),
            missed=_iso(gone.missed),
            told=channel.told,
        )

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


_WHY = {
    RESTARTED: "the node was restarted under it",
    VANISHED: "it has gone from the node",
    UNREACHABLE: "its node does not answer",
}


def told(node_id: int, uuids: Collection[str]) -> set[str]:
    """Those of these channels whose hang-up was heard, or whose record came."""
    found: set[str] = set()
    for model in (Hangup, CdrRecord):
        for some in slices(sorted(uuids)):
            query = select(model.uuid).where(model.node_id == node_id, model.uuid.in_(some))
            found.update(db.session.scalars(query))
    return found


def tenant_of(channel: Channel) -> int | None:
    """By what the dialplan set, else by the context, which is the tenant's domain."""
    variables = channel.told.get("variables", {})
    named = str(variables.get("seatyard_tenant", ""))
    if named.isascii() and named.isdigit():
        return int(named)
    profile = channel.told["callflow"][0]["caller_profile"]
    domains = [str(one) for one in (profile.get("context"), variables.get("domain_name")) if one]
    return db.session.scalar(select(Tenant.id).where(Tenant.domain.in_(domains)).limit(1))


def _kept(node_id: int) -> Channels:
    """What an earlier worker wrote of this node."""
    with snapshot():
        node = db.session.get_one(Node, node_id)
        rows = db.session.scalars(select(LiveChannel).filter_by(node_id=node_id)).all()
        known = [
            Channel(row.uuid, row.core_uuid, row.started_at, row.answered_at, row.seen_at, row.told)
            for row in rows
        ]
        return Channels(node.core_uuid or "", known)


def _row(node_id: int, channel: Channel) -> dict[str, Any]:
    """As a row of ``live_channels``."""
    return {
        "node_id": node_id,
        "uuid": channel.uuid,
        "core_uuid": channel.core_uuid,
        "started_at": channel.started_at,
        "answered_at": channel.answered_at,
        "seen_at": channel.seen_at,
        "told": channel.told,
    }


def _since(row: dict[str, str], at: datetime) -> timedelta:
    began = row.get("created_epoch", "")
    return timedelta(seconds=at.timestamp() - int(began)) if began.isdigit() else timedelta(0)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
