"""The word of a person who closed a month although findings stood open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class CloseWord(Model):
    """Kept with the invoice that was made on it, in the same commit. Never changed."""

    __tablename__ = "close_words"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    by: Mapped[str]
    """The login of one of the operator's people."""
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    findings: Mapped[dict[str, Any]]
    """What stood open: ``{"items": [{"id": …, "kind": …, "key": …, "message": …}]}``."""
