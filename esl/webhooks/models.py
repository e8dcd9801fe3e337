"""The outbox of messages to tenants' own systems, and the versions of their secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

WAITING, SENT, DEAD, KEPT = "waiting", "sent", "dead", "kept"

_DUE = text("state = 'waiting'")


class Delivery(Model):
    """One message, once per id: whoever tells the same thing again adds nothing."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "tenant_id", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_webhook_deliveries_seat", "tenant_id", "seat_id", "at"),
        Index("ix_webhook_deliveries_made", "tenant_id", "made_at"),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    """``webhook-id``: the same at every attempt, so that the receiver can tell a repetition."""
    kind: Mapped[str]
    """``call.ringing``…"""
    at: Mapped[datetime]
    """When what it tells of happened."""
    data: Mapped[dict[str, Any]]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    state: Mapped[str]
    """waiting, sent, dead (given up), or kept (for the tenant's pages; there is nobody to send it to)."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it is tried next; while it is being tried, when another may try it."""
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    """The receiver's last HTTP status; none where it did not answer."""
    problem: Mapped[str] = mapped_column(default="")
    """Of the last attempt, in a line."""
    ended_at: Mapped[datetime | None]
    """When it was sent or given up."""


class WebhookSecret(Model):
    """Which version of a tenant's secret holds; the secret itself is derived and stands nowhere."""

    __tablename__ = "webhook_secrets"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    version: Mapped[int]
    rotated_at: Mapped[datetime]
    """Until a day after it the version before signs as well."""
