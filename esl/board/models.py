"""The board as the worker writes it and web processes read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model

QUEUE, SEAT, CALLER = "queue", "seat", "caller"
"""Kinds of entries: a queue with its figures of the day, a seat with its call, a caller without a seat."""


class Board(Model):
    """A tenant's board: how far it is written, and who wants it."""

    __tablename__ = "boards"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of its newest entries."""
    floor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Entries that were gone at this version or before have been forgotten: who knows less begins anew."""
    beat_at: Mapped[datetime | None]
    """When the worker last said that the switch is heard and all is written; on our clock."""
    wanted_until: Mapped[datetime | None]
    """Until when somebody looks at it, unless they say so again."""


class BoardEntry(Model):
    """A row of a board, as it is or as it last was."""

    __tablename__ = "board_entries"
    __table_args__ = (Index("ix_board_entries_version", "tenant_id", "version"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """The id of a queue or seat, the uuid of a caller's channel."""
    version: Mapped[int] = mapped_column(BigInteger)
    gone: Mapped[bool]
    body: Mapped[dict[str, Any]]
