"""A finding, and what people did about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model

_OPEN = text("cleared_at IS NULL")
NOTED, ASSIGNED, UNASSIGNED, CLEARED = "noted", "assigned", "unassigned", "cleared"


class Finding(Model):
    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_findings_open", "kind", "tenant_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    """What it is about, unique within the kind: a call, an address, a node."""
    tenant_id: Mapped[int | None] = mapped_column(index=True)
    message: Mapped[str]
    detail: Mapped[dict[str, Any]]
    """The evidence; ``node`` names the node that it is about, where it is about one."""
    billable: Mapped[bool]
    """Whether money may hang on it: the months that it touches close only with a person's word."""
    about_from: Mapped[datetime | None]
    about_until: Mapped[datetime | None]
    """When that which it is about happened, the first and the last moment; none where nobody knows."""
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    """When it was first seen: its age counts from here. Seen again after it was cleared, it begins anew."""
    last_at: Mapped[datetime]
    owner: Mapped[str | None]
    """The login of the person who looks after it; none while those whom its kind asks all may."""
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]
    cleared_because: Mapped[str | None]
    """A person's reason; none where its cause went by itself."""


class FindingNote(Model):
    """What a person did about a finding or said of it. Kept."""

    __tablename__ = "finding_notes"
    __table_args__ = (Index("ix_finding_notes_at", "finding_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    """noted, assigned, unassigned or cleared."""
    text: Mapped[str]
    """The note; the owner's login; the reason."""
