"""What was done with messages by telephone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class MessageMark(Model):
    """A message was heard, or deleted from its box, as the record of the call that did it says.

    It may come before the message itself has been taken in, and is then waiting for it.
    """

    __tablename__ = "message_marks"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    leg_uuid: Mapped[str] = mapped_column(primary_key=True)
    """The channel that left the message."""
    what: Mapped[str] = mapped_column(primary_key=True)
    """``heard`` or ``deleted``."""
    at: Mapped[datetime]
    """When the call that did it began."""
    by: Mapped[str]
    """The seat's number that called."""
