"""Exports that were asked for, and deletions with what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Document, Model

ASKED, MAKING, READY, FAILED, EXPIRED = "asked", "making", "ready", "failed", "expired"
NOTHING = "0" * 64
"""Of keys, before the first."""

_BIG = BigInteger().with_variant(Integer, "sqlite")


class TenantExport(Model):
    """All of a tenant's data in a file, asked for on a page and made by ``seatyard clock``."""

    __tablename__ = "tenant_exports"
    __table_args__ = (Index("ix_tenant_exports_tenant", "tenant_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    recordings: Mapped[bool]
    """Whether with the audio of its recordings."""
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(default=ASKED)
    """``asked``, ``making``, ``ready``, ``failed``; ``expired`` once its file is gone."""
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    """Parts of it that are made, and that there are to be."""
    size: Mapped[int] = mapped_column(_BIG, default=0)
    """Bytes of the file."""
    problem: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    """Until when the file is there."""


class TenantDeletion(Model):
    """A deletion: asked for by one person, confirmed by another, done in steps, proved."""

    __tablename__ = "tenant_deletions"
    __table_args__ = (Index("ix_tenant_deletions_tenant", "tenant_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    called_off_by: Mapped[str | None]
    called_off_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    """What it waits for, or why it stopped."""
    finished_at: Mapped[datetime | None]
    proof: Mapped[dict[str, Any] | None] = mapped_column(Document)
    digest: Mapped[str | None]
    """SHA-256 of the last step's digest and the proof (``proof``)."""


class DeletionStep(Model):
    """What a deletion took out of one table, or of one kind of files."""

    __tablename__ = "tenant_deletion_steps"

    deletion_id: Mapped[int] = mapped_column(ForeignKey("tenant_deletions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """A table, or ``files: <kind>``."""
    position: Mapped[int]
    count: Mapped[int] = mapped_column(_BIG, default=0)
    """Rows, or files."""
    keys: Mapped[str] = mapped_column(default=NOTHING)
    """SHA-256 over the value before it and a batch's keys, batch after batch."""
    done_at: Mapped[datetime | None]
