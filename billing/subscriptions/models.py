"""Who gets which report by e-mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

_GOES = text("paused_at IS NULL AND left_at IS NULL")


class ReportSubscription(Model):
    """One report to one address, each day, week or month."""

    __tablename__ = "report_subscriptions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "report", "every", "address"),
        Index("ix_report_subscriptions_next", "next_on", sqlite_where=_GOES, postgresql_where=_GOES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    report: Mapped[str]
    """One of ``esl.reports.words.REPORTS``."""
    every: Mapped[str]
    """day, week (from Monday) or month, of the tenant's zone."""
    address: Mapped[str]
    language: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_on: Mapped[date]
    """The local day on which the next one goes: the first after the period that it tells of."""
    problem: Mapped[str] = mapped_column(default="")
    """Why the last one was not written."""
    paused_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """When whoever gets it asked, by the link in the e-mail, to get it no more."""
