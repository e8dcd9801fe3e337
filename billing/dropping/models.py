"""How much of an invoice's evidence went with a month of calls."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class DroppedEvidence(Model):
    """Calls or legs that a line names, of a month that was dropped: ``bill audit`` misses as many, not one
    more. The line goes on naming them."""

    __tablename__ = "dropped_evidence"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """``call`` or ``leg``."""
    month: Mapped[date] = mapped_column(ForeignKey("dropped_months.month"), primary_key=True)
    many: Mapped[int]
