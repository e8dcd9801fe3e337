"""The months whose calls are no longer kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class DroppedMonth(Model):
    """A month (UTC, as calls are kept by), by its first day. They go in order: none before it has calls.

    From ``sealed_at`` on nothing of it changes; its rows are gone at ``done_at``.
    """

    __tablename__ = "dropped_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
    legs: Mapped[int]
    """How many it had."""
    by: Mapped[str]
    reason: Mapped[str]
    sealed_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    """None while rows of it are still there."""
