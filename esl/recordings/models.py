"""Recordings, the keys that they are sealed with, who listened, what is held back, and proofs of deletion.

The audio itself is in the store, never in the database. What belongs to a recording's call (parties,
queue, seat) is read from its leg when asked for: folding a late call record may change it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

CALL, VOICEMAIL = "call", "voicemail"
KINDS = (CALL, VOICEMAIL)
STORED, DELETING, DELETED = "stored", "deleting", "deleted"

_UNHEARD = text("state = 'stored' AND kind = 'voicemail' AND heard_at IS NULL AND removed_at IS NULL")
_BIG = BigInteger().with_variant(Integer, "sqlite")


class RecordingKey(Model):
    """A version of a tenant's data key, wrapped by the operator's master key."""

    __tablename__ = "recording_keys"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[str | None]
    """AES-256-GCM under the master key, nonce first, in base64; none once the key is destroyed."""
    master: Mapped[str]
    """Which master key wraps it: the first 16 hexadecimal digits of its SHA-256."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    destroyed_at: Mapped[datetime | None]
    destroyed_by: Mapped[str | None]
    reason: Mapped[str | None]


class Recording(Model):
    """One file of audio that a node made, as it was taken in."""

    __tablename__ = "recordings"
    __table_args__ = (
        Index("ix_recordings_started", "tenant_id", "started_at", "id"),
        Index("ix_recordings_leg", "tenant_id", "node_id", "leg_uuid"),
        Index("ix_recordings_ended", "tenant_id", "state", "ended_at", "bytes"),
        Index(
            "ix_recordings_deleting",
            "tenant_id",
            sqlite_where=text("state = 'deleting'"),
            postgresql_where=text("state = 'deleting'"),
        ),
        Index(
            "ix_recordings_unheard",
            "tenant_id",
            "started_at",
            sqlite_where=_UNHEARD,
            postgresql_where=_UNHEARD,
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    """Made of node, kind, file and content, so that the same file taken again is the same recording."""
    kind: Mapped[str]
    """``call`` or ``voicemail``."""
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    leg_uuid: Mapped[str | None]
    """The channel that was recorded, or that left the message."""
    source: Mapped[str]
    """The file's path in the node's folder."""
    mailbox: Mapped[str | None]
    """Of a message: a seat's number, or ``queue-<id>``."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    """When the node wrote the last of it."""
    length_ms: Mapped[int]
    bytes: Mapped[int] = mapped_column(_BIG)
    """Of the plain audio."""
    sha256: Mapped[str]
    """Of the plain audio."""
    key_version: Mapped[int]
    state: Mapped[str] = mapped_column(default=STORED)
    """``stored``; ``deleting`` from the decision to delete until the proof; ``deleted`` while the node
    still counts a message that is gone."""
    due_at: Mapped[datetime | None]
    """Of one that is being deleted: since when it might be, by the policy of ``due_by``."""
    due_by: Mapped[str | None]
    heard_at: Mapped[datetime | None]
    """Of a message: when somebody of the tenant's first listened to it, unless marked unheard since."""
    removed_at: Mapped[datetime | None]
    """Of a message: when it was deleted from its box. It is kept as every recording is."""
    removed_by: Mapped[str | None]
    """A login, or the seat's number that did it by telephone."""
    told_heard: Mapped[bool] = mapped_column(default=False)
    """Of a message: whether the node was told that it was heard."""
    cleared_at: Mapped[datetime | None]
    """Of a message: when the node was told to take it out of the box."""
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def place(self) -> str:
        """Its name in the store: the tenant's own folder, a folder a day (UTC)."""
        return f"{self.tenant_id}/{self.started_at:%Y/%m/%d}/{self.id}.sealed"

    @property
    def name(self) -> str:
        """What its chunks are bound to (``sealed``)."""
        return f"{self.tenant_id}/{self.id}"


class Listen(Model):
    """Somebody heard a recording, or fetched it."""

    __tablename__ = "recording_listens"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(primary_key=True)
    """Stays when the recording is deleted."""
    at: Mapped[datetime] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    """A login, or the label of an access."""
    way: Mapped[str] = mapped_column(primary_key=True)
    """``page``, ``phone``, ``https`` or ``sftp``."""


class Hold(Model):
    """A legal hold: nothing of this tenant, or of this call, is deleted while it stands."""

    __tablename__ = "recording_holds"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str | None]
    """A conversation, or the uuid of one of its legs; none: all of the tenant's."""
    reason: Mapped[str]
    reference: Mapped[str] = mapped_column(default="", server_default="")
    """What a court or an authority calls the matter."""
    held_by: Mapped[str]
    held_at: Mapped[datetime] = mapped_column(default=clock.now)
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None]
    release_reason: Mapped[str | None]


class Deletion(Model):
    """Proof that a recording was deleted. Rows are only ever added, each sealing the one before it."""

    __tablename__ = "recording_deletions"
    __table_args__ = (Index("ix_recording_deletions_recording", "tenant_id", "recording_id"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1, 2, 3… of the tenant."""
    recording_id: Mapped[str]
    document: Mapped[dict[str, Any]]
    """What was deleted, when, by which policy, and how it was seen to be gone."""
    digest: Mapped[str]
    """SHA-256 of the digest before it and the document in canonical JSON: a changed or missing row shows."""
    deleted_at: Mapped[datetime]


class Access(Model):
    """A tenant's way to its recordings in bulk: a token (HTTPS, SFTP) or a public key (SFTP)."""

    __tablename__ = "recording_accesses"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """``token`` or ``key``."""
    label: Mapped[str]
    """Whose or what for, as noted with each fetch."""
    secret: Mapped[str]
    """SHA-256 of a token, or a public key in OpenSSH's form: ``TYPE BASE64``."""
    given_by: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
