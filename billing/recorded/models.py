"""The one table of recorded facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

MARK = "F"
"""Before the id of a recorded fact, so that it is not taken for a row of the live tables."""


class RecordedFact(Model):
    """What somebody told of a contract: a payment, an installation, hours worked."""

    __tablename__ = "recorded_facts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "digest", "ordinal"),
        Index("ix_recorded_facts_contract", "contract_id"),
        Index("ix_recorded_facts_dated", "tenant_id", "contract_id", "kind", "on"),
        CheckConstraint("(withdrawn_at IS NULL) = (reason IS NULL)", name="reasoned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    kind: Mapped[str]
    """A key of ``facts:`` in a case: ``payments``."""
    document: Mapped[dict[str, Any]]
    """The entry under it, word for word."""
    on: Mapped[date]
    """The local day, or the first one, that it is about."""
    digest: Mapped[str]
    """sha-256 of the kind and the document."""
    ordinal: Mapped[int]
    """Which one of equal facts it is, from 1: two payments of one amount on one day are two."""
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    reason: Mapped[str | None]
    """Why it was withdrawn."""

    @property
    def name(self) -> str:
        """What evidence and people call it: ``F17``."""
        return f"{MARK}{self.id}"
