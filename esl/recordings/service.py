"""What pages and fetchers ask about recordings, and listening to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from seatyard import audit, clock
from seatyard.db import db, insert, reading, slices, transaction
from seatyard.errors import InvalidInput, NotFound
from seatyard.paging import cursor, place

from ..calls.e164 import e164
from ..calls.months import beside
from ..models import Conversation, Leg
from . import intake
from .models import STORED, VOICEMAIL, Listen, Recording
from .names import file_name
from .sealed import Unsealed

Row = TypeVar("Row", bound=tuple[Any, ...])

UNHEARD = and_(Recording.kind == VOICEMAIL, Recording.heard_at.is_(None), Recording.removed_at.is_(None))
"""Messages that nobody has listened to: those stored have an index (``ix_recordings_unheard``)."""
ONE_LISTENING = timedelta(minutes=10)
"""A player asks for part after part: what the same person asks for within this is one listening."""
PAGE, HTTPS, SFTP = "page", "https", "sftp"


@dataclass(frozen=True)
class Filters:
    """Which recordings; what is None or empty does not narrow."""

    since: datetime | None = None
    """It began at this moment or later."""
    until: datetime | None = None
    """It began before this moment."""
    kind: str = ""
    number: str = ""
    """A party of its call, whole, in any spelling of a public number."""
    seat: tuple[int, str] | None = None
    """A seat's id and number: its talks, and its messages."""
    queue_id: int | None = None
    unheard: bool = False
    """Messages that nobody has listened to."""

    @property
    def of_calls(self) -> bool:
        """Whether the calls have to be looked at to tell which."""
        return bool(self.number or self.seat or self.queue_id)


@dataclass(frozen=True)
class Entry:
    """A recording with the call that it is of, where its record came in."""

    recording: Recording
    call: Conversation | None


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    """Newest first."""
    after: str
    """What to ask for the next page with; empty on the last one."""


@dataclass(frozen=True)
class Played:
    """An opened recording, and what its file is called."""

    audio: Unsealed
    bytes: int
    sha256: str
    name: str


def query(tenant_id: int) -> Select[tuple[Recording, Conversation]]:
    """A tenant's stored recordings, each with its call."""
    found = select(Recording, Conversation).select_from(Recording)
    return _with_calls(found).where(Recording.tenant_id == tenant_id, Recording.state == STORED)


def _with_calls(wanted: Select[Row]) -> Select[Row]:
    leg = and_(
        Leg.tenant_id == Recording.tenant_id,
        Leg.node_id == Recording.node_id,
        Leg.uuid == Recording.leg_uuid,
        beside(Leg, Recording.started_at),
    )
    call = and_(
        Conversation.tenant_id == Leg.tenant_id,
        Conversation.id == Leg.conversation_id,
        beside(Conversation, Leg.started_at),
    )
    return wanted.outerjoin(Leg, leg).outerjoin(Conversation, call)


def listing(tenant_id: int, filters: Filters | None = None, *, after: str = "", limit: int = 50) -> Page:
    """One page of a tenant's recordings. InvalidInput for an ``after`` that no page gave."""
    filters = filters or Filters()
    wanted = select(Recording.id).where(Recording.tenant_id == tenant_id, Recording.state == STORED)
    if filters.of_calls:
        wanted = _with_calls(wanted)
    wanted = _narrowed(wanted, filters)
    if after:
        started_at, (last,) = place(after, "recordings")
        same_moment = and_(Recording.started_at == started_at, Recording.id < last)
        wanted = wanted.where(or_(Recording.started_at < started_at, same_moment))
    newest_first = Recording.started_at.desc(), Recording.id.desc()
    ids = db.session.scalars(wanted.order_by(*newest_first).limit(limit + 1)).all()
    rows = db.session.execute(query(tenant_id).where(Recording.id.in_(ids)).order_by(*newest_first))
    found = [Entry(recording, call) for recording, call in rows]
    more = len(found) > limit
    last_one = found[limit - 1].recording if more else None
    return Page(found[:limit], cursor(last_one.started_at, last_one.id) if last_one else "")


def one(tenant_id: int, recording_id: str) -> Entry:
    """A recording of this tenant. NotFound, also for another's, or one that is being deleted."""
    if "\0" in recording_id:
        raise NotFound("no such recording")
    row = db.session.execute(query(tenant_id).where(Recording.id == recording_id)).first()
    if row is None:
        raise NotFound("no such recording", where=f"recording {recording_id}")
    return Entry(row[0], row[1])


def of_legs(tenant_id: int, legs: Iterable[Leg]) -> list[Recording]:
    """The recordings of a call, given by all its legs, in the order in which they began."""
    stored = select(Recording).where(Recording.tenant_id == tenant_id, Recording.state == STORED)
    found: list[Recording] = []
    for some in slices({(leg.node_id, leg.uuid) for leg in legs}, 400):
        found += db.session.scalars(stored.where(tuple_(Recording.node_id, Recording.leg_uuid).in_(some)))
    return sorted(found, key=lambda one: (one.started_at, one.id))


def unheard(tenant_id: int) -> int:
    """How many messages nobody of the tenant's has listened to."""
    of_tenant = Recording.tenant_id == tenant_id, Recording.state == STORED
    found = select(func.count(Recording.id)).where(*of_tenant, UNHEARD)
    return db.session.scalar(found) or 0


def listens(tenant_id: int, recording_id: str) -> Sequence[Listen]:
    """Who has heard or fetched it, the latest first."""
    wanted = select(Listen).filter_by(tenant_id=tenant_id, recording_id=recording_id)
    return db.session.scalars(wanted.order_by(Listen.at.desc())).all()


def listen(tenant_id: int, recording_id: str, zone: str, who: str, way: str, *, own: bool) -> Played:
    """Open a recording for somebody, and note that they heard it; commits.

    ``own``: whether it is somebody of the tenant's, whose listening makes a message a heard one.
    Raises NotFound, KeyGone, Damaged, StoreFailed: then nothing is noted.
    """
    db.session.rollback()
    reading()
    entry = one(tenant_id, recording_id)
    recording = entry.recording
    played = Played(
        intake.opened(recording), recording.bytes, recording.sha256, file_name(recording, entry.call, zone)
    )
    recently = select(Listen.at).filter_by(tenant_id=tenant_id, recording_id=recording_id, who=who, way=way)
    noted = db.session.scalars(recently.where(Listen.at > clock.now() - ONE_LISTENING).limit(1)).first()
    hears = own and recording.kind == VOICEMAIL and recording.heard_at is None
    if noted is None or hears:
        with transaction():
            if noted is None:
                now = clock.now()
                db.session.add(
                    Listen(tenant_id=tenant_id, recording_id=recording_id, who=who, way=way, at=now)
                )
                _seen(tenant_id, [recording_id], who, way)
            heard = db.session.get(Recording, (tenant_id, recording_id)) if hears else None
            if heard is not None:
                heard.heard_at = clock.now()
    db.session.rollback()
    return played


def note(tenant_id: int, recording_ids: Sequence[str], who: str, way: str) -> None:
    """Put on record that somebody fetched these, but not again what they fetched a moment ago. Commits."""
    with transaction():
        now = clock.now()
        lately = select(Listen.recording_id).where(
            Listen.tenant_id == tenant_id,
            Listen.who == who,
            Listen.way == way,
            Listen.at > now - ONE_LISTENING,
        )
        known = set(db.session.scalars(lately))
        fresh = [one for one in recording_ids if one not in known]
        for some in slices(fresh):
            rows = [
                {"tenant_id": tenant_id, "recording_id": one, "who": who, "way": way, "at": now}
                for one in some
            ]
            db.session.execute(insert(Listen).on_conflict_do_nothing(), rows)
            _seen(tenant_id, some, who, way)


def _seen(tenant_id: int, recording_ids: Sequence[str], who: str, way: str) -> None:
    """For the audit trail. On a page it is who has logged in."""
    for one in recording_ids:
        by = None if way == PAGE else who
        audit.looked(f"{Recording.__tablename__}/{one}", tenant_id, by=by, asked={"way": way})


def mark(tenant_id: int, recording_id: str, *, heard: bool) -> None:
    """Say of a message that it was heard, or is to be heard again; commits."""
    recording = one(tenant_id, recording_id).recording
    if recording.kind != VOICEMAIL:
        raise InvalidInput("only a message is heard or not", where=f"recording {recording_id}")
    recording.heard_at = clock.now() if heard else None
    db.session.commit()


def remove(tenant_id: int, recording_id: str, who: str) -> None:
    """Delete a message from its box; commits. The recording is kept until its keep is over, or a hold."""
    recording = one(tenant_id, recording_id).recording
    if recording.kind != VOICEMAIL:
        raise InvalidInput("only a message is deleted from a box", where=f"recording {recording_id}")
    if recording.removed_at is None:
        recording.removed_at, recording.removed_by = clock.now(), who
    db.session.commit()


def _narrowed(wanted: Select[Row], filters: Filters) -> Select[Row]:
    if filters.since:
        wanted = wanted.where(Recording.started_at >= filters.since)
    if filters.until:
        wanted = wanted.where(Recording.started_at < filters.until)
    if filters.kind:
        wanted = wanted.where(Recording.kind == filters.kind)
    if filters.unheard:
        wanted = wanted.where(UNHEARD)
    if filters.number:
        number = e164(filters.number)
        parties = (Conversation.caller, Conversation.callee, Conversation.did)
        wanted = wanted.where(or_(*(party == number for party in parties)))
    if filters.seat:
        seat_id, number = filters.seat
        wanted = wanted.where(_either(Conversation.seat_id == seat_id, number))
    if filters.queue_id:
        wanted = wanted.where(_either(Conversation.queue_id == filters.queue_id, f"queue-{filters.queue_id}"))
    return wanted


def _either(talk: ColumnElement[bool], mailbox: str) -> ColumnElement[bool]:
    """A message belongs to its mailbox, whatever the call went through before."""
    is_message = Recording.kind == VOICEMAIL
    return or_(and_(~is_message, talk), and_(is_message, Recording.mailbox == mailbox))
