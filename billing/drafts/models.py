"""Drafts of invoices, and what finance said of them. They have no number, and no ledger knows of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model

from ..models import Contract


class InvoiceDraft(Model):
    """A contract's month as its facts come to by the last computation; kept when the invoice is made."""

    __tablename__ = "invoice_drafts"
    __table_args__ = (
        UniqueConstraint("contract_id", "period"),
        Index("ix_invoice_drafts_period", "period", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    period: Mapped[str]
    """The month, ``2026-03``."""
    currency: Mapped[str]
    total: Mapped[Decimal]
    before: Mapped[Decimal | None]
    """The total of the month before, where the contract has an invoice of it."""
    fingerprint: Mapped[str]
    """sha-256 of the bill to the last call (``documents.fingerprints``); empty when it cannot be computed."""
    problem: Mapped[str]
    """Why it cannot be computed, or not be finalised as things are."""
    document: Mapped[dict[str, Any]]
    """The bill as data, without the evidence of its lines."""
    changes: Mapped[dict[str, Any]]
    """What is otherwise than the month before, and why: ``{"items": […]}`` (``changes.Change``)."""
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it last came to something else."""
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)

    contract: Mapped[Contract] = relationship()
    reviews: Mapped[list[DraftReview]] = relationship(order_by="DraftReview.id")


class DraftReview(Model):
    """What a person decided about a draft. Never changed; the last one holds."""

    __tablename__ = "draft_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("invoice_drafts.id"), index=True)
    action: Mapped[str]
    """``held``, ``released`` or ``approved``."""
    by: Mapped[str]
    """The login of one of the operator's people."""
    reason: Mapped[str]
    fingerprint: Mapped[str]
    """Of the draft as it was then."""
    total: Mapped[Decimal]
    at: Mapped[datetime] = mapped_column(default=clock.now)
