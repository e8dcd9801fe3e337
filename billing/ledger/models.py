"""Transactions of a tenant and their entries. The database itself refuses to change or delete one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model


class LedgerTransaction(Model):
    """What happened, once: an invoice was finalised, money came."""

    __tablename__ = "ledger_transactions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "subject"),
        Index("ix_ledger_transactions_day", "tenant_id", "on"),
        Index("ix_ledger_transactions_period", "period"),
        Index("ix_ledger_transactions_contract", "contract_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    kind: Mapped[str]
    """``invoice``, ``payment``, ``payment_withdrawn``, ``credit_note``, ``refund`` … (``book.Kind``)."""
    subject: Mapped[str]
    """What it is about: an invoice's number, a recorded fact's name (``F17``)."""
    on: Mapped[date]
    """The local day on which it counts."""
    period: Mapped[str]
    """The month of the books that it belongs to, ``2026-03``: a settlement's own, though it counts from the
    day after; else that of its day."""
    currency: Mapped[str]
    posted_at: Mapped[datetime] = mapped_column(default=clock.now)

    entries: Mapped[list[LedgerEntry]] = relationship(
        primaryjoin="and_(LedgerEntry.tenant_id == LedgerTransaction.tenant_id,"
        " foreign(LedgerEntry.transaction_id) == LedgerTransaction.id)",
        order_by="LedgerEntry.account",
        viewonly=True,
    )
    """By the whole of their key, which the tenant leads."""


class LedgerEntry(Model):
    """What a transaction adds to an account; those of one transaction add up to nothing."""

    __tablename__ = "ledger_entries"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"), primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]
    """Positive: debit; negative: credit (``accounts``)."""
