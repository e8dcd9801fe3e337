"""What people have done about a notice of an invoice. Without a row, nobody has done anything yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class DutyAct(Model):
    """Whose it is, and what was handed over. Once it is done it stays so."""

    __tablename__ = "duty_acts"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Of the notice on its invoice, from 1."""
    owner: Mapped[str | None]
    """The login of one of the operator's people."""
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    file_name: Mapped[str | None]
    file_sha256: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The document that was handed over, as it was."""
