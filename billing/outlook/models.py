"""What months came to while they ran."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

LATEST = text("latest")
"""Of an index: a row for each contract and month, not one for each day."""


class OutlookTotal(Model):
    """A contract's month as it came to on a day of it."""

    __tablename__ = "outlook_totals"
    __table_args__ = (
        Index("ix_outlook_totals_period", "period", "on"),
        Index("ix_outlook_totals_latest", "period", sqlite_where=LATEST, postgresql_where=LATEST),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    """The contract's local day."""
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    period: Mapped[str]
    """The month, ``2026-03``."""
    currency: Mapped[str]
    total: Mapped[Decimal]
    """With tax; 0 where it cannot be computed."""
    problem: Mapped[str] = mapped_column(default="")
    """Why it cannot."""
    latest: Mapped[bool] = mapped_column(default=True, server_default=false())
    """Whether it is the last that the month came to so far: of its contract and month, one row is."""
    lines: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """``items``: the lines of an invoice that came to it (``documents.data``), and ``tax``; of the last day
    alone."""
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)
