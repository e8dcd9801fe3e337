"""What months came to while they ran."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class OutlookTotal(Model):
    """A contract's month as it came to on a day of it."""

    __tablename__ = "outlook_totals"
    __table_args__ = (Index("ix_outlook_totals_period", "period", "on"),)

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
    lines: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """``items``: the lines of an invoice that came to it (``documents.data``), and ``tax``; of the last day
    alone."""
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)
