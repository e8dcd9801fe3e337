"""The audit trail: entries that are only ever added, each sealing the one before it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Dialect, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from ..db import Model

CHANGE, LOOK, LOG_IN, REFUSED = "change", "look", "log-in", "log-in refused"
ACTIONS = (CHANGE, LOOK, LOG_IN, REFUSED)

_BIG = BigInteger().with_variant(Integer, "sqlite")


def stamp(moment: datetime) -> str:
    """``2026-03-01T00:00:00.000000+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Stamp(TypeDecorator[datetime]):
    """A moment in UTC, kept as text of one form: the hash is over the very bytes that are stored, and texts
    of one form sort by time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Entry(Model):
    """Who did or saw what. The database itself refuses to change or delete one."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_tenant", "tenant_id", "id"),
        Index("ix_audit_entries_actor", "actor", "id"),
        Index("ix_audit_entries_what", "what", "id"),
        Index("ix_audit_entries_at", "at"),
    )

    id: Mapped[int] = mapped_column(_BIG, primary_key=True, autoincrement=False)
    """1, 2, 3… without a gap: its place in the chain."""
    at: Mapped[datetime] = mapped_column(Stamp())
    actor: Mapped[str]
    """A login, the user of a command line, an access's label, or ``seatyard``; of a refused log-in what was
    typed."""
    role: Mapped[str]
    """Of who was logged in, as it was then; else empty."""
    whence: Mapped[str]
    """A request's address, ``cli``, or ``worker``."""
    action: Mapped[str]
    """One of ``ACTIONS``."""
    what: Mapped[str]
    """A row by its table and key, ``seats/7``, or a thing by its name, ``recordings/…``."""
    tenant_id: Mapped[int | None]
    """Whose it is. No foreign key: the entry outlives the tenant."""
    before: Mapped[str | None]
    """Canonical JSON of what was there; none of what is new, and of a look. Text, as ``at`` is."""
    after: Mapped[str | None]
    """Canonical JSON of what is there now, or what of it was asked for; none of what is gone."""
    previous: Mapped[str]
    """The hash of the entry before."""
    hash: Mapped[str]
    """SHA-256 (``chain.digest``)."""


class Head(Model):
    """The end of the chain: one row, which whoever adds entries locks, and by which a missing end shows."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1."""
    number: Mapped[int] = mapped_column(_BIG)
    """Of the last entry."""
    hash: Mapped[str]
    """Of the last entry."""
    admission: Mapped[int] = mapped_column(_BIG, server_default="0")
    """Of the last entry about a table of ``tables.ADMISSION``."""
