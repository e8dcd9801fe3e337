"""What a program or a person asked a seat's phone to dial."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

ASKED, RINGING, CONNECTED, FAILED, EXPIRED = "asked", "ringing", "connected", "failed", "expired"

_OPEN = text("state = 'asked'")


class DialRequest(Model):
    """Once per key: asking again with it says what became of it, and dials nothing."""

    __tablename__ = "dial_requests"
    __table_args__ = (Index("ix_dial_requests_asked", "node_id", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """The asker's own name for it, or one made up."""
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    number: Mapped[str]
    """As the seat would dial it."""
    auto_answer: Mapped[bool]
    """Whether the phone is asked to answer by itself."""
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    """asked, ringing (the seat's phone), connected (the seat answered, and its call goes out), failed or
    expired (no worker took it in time)."""
    call_id: Mapped[str | None]
    """The conversation (``esl.placed``)."""
    cause: Mapped[str | None]
    """Of failed: why the seat was not reached, in the switch's word."""
