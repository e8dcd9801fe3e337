"""Credit notes and their lines. Given with a number, unchanged from then on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model

from ..models import Invoice, InvoiceLine


class CreditNote(Model):
    """What goes back of one invoice. Its amounts are above zero."""

    __tablename__ = "credit_notes"
    __table_args__ = (UniqueConstraint("tenant_id", "request"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    on: Mapped[date]
    """The local day on which it was given: from then on it counts."""
    currency: Mapped[str]
    subtotal: Mapped[Decimal]
    tax: Mapped[Decimal]
    tax_formula: Mapped[str]
    total: Mapped[Decimal]
    reason: Mapped[str]
    by: Mapped[str]
    """The login of who gave it; a command's name where no person did."""
    request: Mapped[str]
    """What the tenant's requests are told apart by: one sent twice makes one note."""
    digest: Mapped[str]
    """sha-256 of what was asked for."""
    fingerprint: Mapped[str]
    """sha-256 of the note's JSON."""
    given_at: Mapped[datetime] = mapped_column(default=clock.now)

    invoice: Mapped[Invoice] = relationship()
    lines: Mapped[list[CreditNoteLine]] = relationship(
        back_populates="note", order_by="CreditNoteLine.line_id"
    )


class CreditNoteLine(Model):
    """What of a line of the invoice goes back."""

    __tablename__ = "credit_note_lines"

    note_id: Mapped[int] = mapped_column(ForeignKey("credit_notes.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"), primary_key=True)
    amount: Mapped[Decimal]
    """With the sign of the line: of a charge it is above zero."""

    note: Mapped[CreditNote] = relationship(back_populates="lines")
    line: Mapped[InvoiceLine] = relationship()
