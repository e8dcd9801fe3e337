"""Taking in: a node's plain file becomes a sealed recording, once, whatever happens on the way.

In this order: hash, seal into the store, read back what was stored and hash that, commit the row. Only then
may the caller let go of the plain file. Whoever is stopped in between is simply asked again: the same file
has the same id and the same place, and what lies there is replaced.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from prometheus_client import Counter
from sqlalchemy import exists, select

from seatyard import clock
from seatyard.db import db, insert, snapshot, transaction
from seatyard.errors import InvalidInput
from seatyard.watch.registry import REGISTRY

from ..voicemail import marks
from . import keys, stores, wav
from .errors import Damaged
from .models import STORED, VOICEMAIL, Deletion, Recording
from .sealed import HEADER_BYTES, Header, Unsealed, seal

TAKEN, KNOWN, EMPTY, DELETED = "taken", "known", "empty", "deleted"
_TAKEN = Counter("seatyard_recordings_taken", "Recordings that were taken in", ("node",), registry=REGISTRY)
PIECE = 256 * 1024
_NAMES = uuid.UUID("6a3f1f0a-8a55-4f43-9d0f-7f0f1d8a5c11")
"""Of this project's recordings, for uuid5."""

Between = Callable[[], object]
"""Called between pieces of a long work, so that others may run."""


def nothing() -> None: ...


@dataclass(frozen=True)
class Source:
    """A plain file, closed, that a node made."""

    tenant_id: int
    node_id: int
    node: str
    kind: str
    path: str
    """In the node's folder."""
    leg_uuid: str | None
    mailbox: str | None
    ended_at: datetime
    """When the last of it was written."""


def take(audio: BinaryIO, size: int, source: Source, between: Between = nothing) -> str:
    """Take in an open file of ``size`` bytes; what became of it, after the commit.

    ``taken``; ``known``: it is there already; ``empty``: nobody talked while it was open; ``deleted``:
    it was here, and deleted by policy since. Raises InvalidInput (no WAV file, or one that was not
    closed), StoreFailed, Damaged.
    """
    found = wav.read(audio, size)
    if found.audio_bytes == 0 and found.closed:
        return EMPTY
    if not found.whole:
        raise InvalidInput("was not closed", where=source.path)
    sha256 = _hash(_pieces(audio, between))
    made = _recording(source, sha256, size, found.length_ms)
    if known := _known(made):
        return known
    with transaction():
        version, key = keys.current(source.tenant_id)
    audio.seek(0)
    store = stores.store()
    store.put(made.place, _with(between, seal(audio, size, made.name, version, key)))
    if _hash(_pieces(opened(made, key), between)) != sha256:
        raise Damaged("what was stored is not what was taken", where=made.place)
    made.key_version = version
    with transaction():
        _keep(made)
        if (row := db.session.get(Recording, (made.tenant_id, made.id))) is not None:
            marks.apply(row)
    _TAKEN.labels(source.node).inc()
    return TAKEN


def opened(recording: Recording, key: bytes | None = None) -> Unsealed:
    """Its audio, from the store. Raises NotFound, KeyGone, Damaged, StoreFailed."""
    store = stores.store()
    place = recording.place
    header = Header.read(store.read(place, 0, HEADER_BYTES))
    key = key or keys.of_version(recording.tenant_id, header.key_version)
    return Unsealed(header, recording.name, key, lambda start, end: store.read(place, start, end))


def recording_id(source: Source, sha256: str) -> str:
    """The same for the same file, so that it is never there twice."""
    return str(uuid.uuid5(_NAMES, "/".join((source.node, source.path, sha256))))


def _recording(source: Source, sha256: str, size: int, length_ms: int) -> Recording:
    return Recording(
        tenant_id=source.tenant_id,
        id=recording_id(source, sha256),
        kind=source.kind,
        node_id=source.node_id,
        leg_uuid=source.leg_uuid,
        source=source.path,
        mailbox=source.mailbox if source.kind == VOICEMAIL else None,
        started_at=source.ended_at - timedelta(milliseconds=length_ms),
        ended_at=source.ended_at,
        length_ms=length_ms,
        bytes=size,
        sha256=sha256,
        state=STORED,
        taken_at=clock.now(),
    )


def _known(made: Recording) -> str:
    """What is known of it already; empty when it is to be taken (again, if the store has lost it)."""
    with snapshot():
        gone = exists().where(Deletion.tenant_id == made.tenant_id, Deletion.recording_id == made.id)
        if db.session.scalar(select(gone)):
            return DELETED
        row = db.session.get(Recording, (made.tenant_id, made.id))
        if row is None:
            return ""
        if row.state != STORED:
            return DELETED
        place, length = row.place, Header(row.key_version, row.bytes, b"").sealed_length
    return KNOWN if stores.store().size(place) == length else ""


def _keep(made: Recording) -> None:
    """Insert it; a row that is there already (its sealed file was lost) learns the key of the new one."""
    values = {
        column.key: getattr(made, column.key)
        for column in Recording.__table__.columns
        if getattr(made, column.key) is not None
    }
    again = {"key_version": made.key_version}
    row = insert(Recording).values(**values)
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=again))


def _hash(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _pieces(audio: BinaryIO | Unsealed, between: Between) -> Iterator[bytes]:
    audio.seek(0)
    while piece := audio.read(PIECE):
        yield piece
        between()


def _with(between: Between, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        between()
