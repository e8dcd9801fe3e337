"""Contracts and invoices. A finalised invoice never changes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model


class Contract(Model):
    """A signed rental contract: the template's terms with the tenant's own merged over them."""

    __tablename__ = "contracts"
    __table_args__ = (CheckConstraint("ends IS NULL OR ends >= starts", name="forward"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    template: Mapped[str]
    overrides: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]
    """The whole document as merged at signing: what every month of it is computed from."""
    signed: Mapped[date]
    starts: Mapped[date]
    ends: Mapped[date | None]
    """The last day as agreed, or none; ``agreement_of`` knows what renewals make of it."""
    not_renewed: Mapped[date | None]
    """The day on which a party gave notice not to renew."""

    changes: Mapped[list[ContractChange]] = relationship(
        back_populates="contract", order_by="ContractChange.starts", cascade="all, delete-orphan"
    )


class ContractChange(Model):
    """Terms agreed later, by their date of effect. A month is computed from those of its time."""

    __tablename__ = "contract_changes"
    __table_args__ = (UniqueConstraint("contract_id", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    starts: Mapped[date]
    """The local day from which they hold."""
    signed: Mapped[date]
    overrides: Mapped[dict[str, Any]]
    """What was agreed otherwise than before."""
    terms: Mapped[dict[str, Any]]
    """The whole document that they make."""
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    contract: Mapped[Contract] = relationship(back_populates="changes")


NOTICED = text("""CAST(notices AS VARCHAR) <> '{"items": []}'""")
"""Of invoices: that they have notices, of which few do."""


class InvoiceCounter(Model):
    """The last number given of a series, so that numbers have no gap (``invoices.numbers``)."""

    __tablename__ = "invoice_counters"

    series: Mapped[str] = mapped_column(primary_key=True)
    """With its year, ``SY-2026``; ``SY`` is that of the invoices from before series had years."""
    last: Mapped[int]


class Invoice(Model):
    """A bill of one tenant's month. Given its number at finalisation, unchanged from then on."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "period", "kind", "sequence"),
        Index("ix_invoices_period", "period"),
        Index("ix_invoices_contract", "contract_id"),
        Index("ix_invoices_noticed", "id", sqlite_where=NOTICED, postgresql_where=NOTICED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    period: Mapped[str]
    """The month, ``2026-03``."""
    kind: Mapped[str] = mapped_column(default="settlement")
    """``settlement`` of the month, ``prepayment`` asked for ahead of it, ``correction`` after the last."""
    sequence: Mapped[int] = mapped_column(default=1)
    """Which one of its kind in the month, from 1: seats added later are asked for later."""
    asked: Mapped[date | None]
    """Of a prepayment, a correction: the local day on which it was asked for."""
    number: Mapped[str] = mapped_column(unique=True)
    currency: Mapped[str]
    subtotal: Mapped[Decimal]
    tax: Mapped[Decimal]
    tax_formula: Mapped[str] = mapped_column(default="")
    total: Mapped[Decimal]
    due: Mapped[date]
    notices: Mapped[dict[str, Any]]
    """What the contract asks of the operator beside money: ``{"items": [{"kind": …}]}``."""
    fingerprint: Mapped[str]
    """sha-256 of the invoice's JSON: a recomputation over the same facts gives the same."""
    finalised_at: Mapped[datetime] = mapped_column(default=clock.now)

    contract: Mapped[Contract] = relationship()
    lines: Mapped[list[InvoiceLine]] = relationship(back_populates="invoice", order_by="InvoiceLine.position")


class InvoiceHead(Model):
    """What an invoice's document says beside its bill (``invoices.heads``). The database itself refuses to
    change or delete one."""

    __tablename__ = "invoice_heads"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    document: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    """sha-256 of the document's JSON."""
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)


class InvoiceLine(Model):
    __tablename__ = "invoice_lines"
    __table_args__ = (UniqueConstraint("invoice_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    position: Mapped[int]
    clause: Mapped[str]
    description_zh: Mapped[str]
    description_en: Mapped[str]
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    unit_price: Mapped[Decimal]
    amount: Mapped[Decimal]
    """Rounded once, here, half-up to the cent; negative for a credit."""
    formula: Mapped[str]
    """The arithmetic with its numbers in it."""
    explained_zh: Mapped[str] = mapped_column(default="")
    explained_en: Mapped[str] = mapped_column(default="")
    """The same for readers: with units, and thousands apart."""
    item: Mapped[str] = mapped_column(default="")
    """What of its clause it is, where a clause makes several sorts of lines."""
    period: Mapped[str] = mapped_column(default="")
    """The month that it is about, where that is not the invoice's."""
    taxed: Mapped[bool] = mapped_column(default=True)
    corrects: Mapped[str] = mapped_column(default="")
    """The invoice, by its number, of which it says otherwise than that did."""

    invoice: Mapped[Invoice] = relationship(back_populates="lines")


class LineEvidence(Model):
    """A fact that a line was computed from: a seat's tenure, a call, an outage."""

    __tablename__ = "line_evidence"
    __table_args__ = (Index("ix_line_evidence_subject", "tenant_id", "kind", "subject"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """``seat``, ``call``, ``outage`` or ``line`` (another line of the same invoice)."""
    subject: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal]
    """What of it was counted, in the line's unit."""
