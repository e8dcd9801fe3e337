"""Statements, their lines, and what lines were matched with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model

from ..recorded.models import RecordedFact

MARK = "B"
"""Before the id of a line: ``B17``."""


class BankStatement(Model):
    """A file that was imported."""

    __tablename__ = "bank_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    """sha-256 of the file."""
    name: Mapped[str]
    form: Mapped[str]
    """``csv: cn`` with the profile that it was read by, or ``camt.053.001.08``."""
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)
    imported_by: Mapped[str]


class BankLine(Model):
    """A line of a statement. What it says never changes; what people say to it may."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        UniqueConstraint("key", "ordinal"),
        Index("ix_bank_lines_identity", "identity"),
        Index("ix_bank_lines_payer", "payer_account"),
        Index("ix_bank_lines_day", "on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statements.id"), index=True)
    position: Mapped[int]
    """In its file: the row of a CSV, the number of the entry."""
    account: Mapped[str]
    """The operator's own, as the statement calls it."""
    identity: Mapped[str]
    """sha-256 of the bank's own reference, or, without one, of what the line says."""
    key: Mapped[str]
    """sha-256 of the identity and what the line says."""
    ordinal: Mapped[int]
    """Which of equal lines of a file it is, from 1."""
    raw: Mapped[str]
    """The line as it came: the row's cells as JSON, or the entry's XML."""
    fault: Mapped[str | None]
    """Why nothing can be made of it."""
    incoming: Mapped[bool | None]
    on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    """Above zero."""
    currency: Mapped[str]
    payer_name: Mapped[str]
    """Of the other side, whichever way the money went."""
    payer_account: Mapped[str]
    text: Mapped[str]
    reference: Mapped[str]
    """The bank's own; empty where it gives none."""
    parked: Mapped[str | None]
    """Why it waits for a person."""
    parked_by: Mapped[str | None]

    statement: Mapped[BankStatement] = relationship()
    matches: Mapped[list[BankMatch]] = relationship(back_populates="line", order_by="BankMatch.id")

    @property
    def name(self) -> str:
        return f"{MARK}{self.id}"


class BankMatch(Model):
    """A part of a line, and the recorded payment or refund that it is. It stands while the fact does."""

    __tablename__ = "bank_matches"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_lines.id"), index=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("recorded_facts.id"), index=True)
    amount: Mapped[Decimal]
    reasons: Mapped[str]
    """Why: what the suggestion said, or nothing."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undone_because: Mapped[str | None]

    line: Mapped[BankLine] = relationship(back_populates="matches")
    fact: Mapped[RecordedFact] = relationship()

    @property
    def stands(self) -> bool:
        return self.undone_at is None and self.fact.withdrawn_at is None
