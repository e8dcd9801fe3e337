"""The outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

_WAITS = text("sent_at IS NULL AND cancelled_at IS NULL")


class Mail(Model):
    """An e-mail to a tenant's contacts, whom it goes to being looked up when it goes; or to one person."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_waiting", "next_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_mails_tenant", "tenant_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    """None: it is the house's, to ``recipient``."""
    recipient: Mapped[str | None]
    """One person's address; none: the tenant's contacts. Its text, which holds a link, is removed once it is
    sent."""
    key: Mapped[str] = mapped_column(unique=True)
    """What it tells of, ``dunning:17``: told once. Its Message-ID is made of it, so that one that a crash
    sends twice is known for the same."""
    about: Mapped[str]
    """The invoice that it is about; it is cancelled while it waits once that is paid. Or the subscription of
    a report."""
    subject: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it is tried next."""
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    """Why the last attempt failed."""
    sent_at: Mapped[datetime | None]
    recipients: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Once it is sent: ``to``, and ``refused`` with the server's word."""
    cancelled_at: Mapped[datetime | None]
