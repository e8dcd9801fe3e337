"""A test call to a tenant's number, and how far it has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

ASKED, CALLING, ANSWERED, CONNECTED = "asked", "calling", "answered", "connected"
FAILED, EXPIRED = "failed", "expired"
STATES = (ASKED, CALLING, ANSWERED, CONNECTED, FAILED, EXPIRED)

_OPEN = text("state = 'asked'")


class TestCall(Model):
    """Asked for by a person; the worker of the tenant's node places it and tells here what comes of it."""

    __tablename__ = "test_calls"
    __table_args__ = (Index("ix_test_calls_asked", "node_id", sqlite_where=_OPEN, postgresql_where=_OPEN),)
    __test__ = False  # no test class of pytest's

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """The name of the call (``esl.placed``): its conversation's id."""
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    number: Mapped[str]
    """The tenant's, in E.164."""
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    """asked, calling, answered (by the number's flow), connected (with a seat), failed, or expired (no
    worker took it in time)."""
    answered_in: Mapped[float | None]
    """Seconds from the worker's dialling to the flow's answer."""
    seat: Mapped[str | None]
    """The number of the seat that it was connected with."""
    cause: Mapped[str | None]
    """Of failed: why, in the switch's word."""
    ended_at: Mapped[datetime | None]
    """When the worker had hung up, or given up."""
