"""The prompts that are kept, a row a file of a node's prompt folder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

UPLOAD, SPEECH, PLACEHOLDER = "upload", "speech", "placeholder"
_HOUSE = text("tenant_id IS NULL")


class StoredPrompt(Model):
    """What callers hear under a name; its sound lies in the store under its sha-256."""

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        Index("uq_prompts_house", "name", unique=True, sqlite_where=_HOUSE, postgresql_where=_HOUSE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    """None is the house's own, which every tenant hears."""
    name: Mapped[str]
    """Its file: ``closed.wav``, ``<16 hex digits>.wav`` of a text, the house's ``zh/digits/1.wav``."""
    source: Mapped[str]
    """``upload``, ``speech``, or ``placeholder``: a tone, for want of either."""
    text: Mapped[str]
    """What it says, where that is known."""
    voice: Mapped[str]
    """Who spoke it, of speech: ``espeak-ng/1``."""
    sha256: Mapped[str]
    size: Mapped[int]
    """Bytes of the WAV file."""
    milliseconds: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
