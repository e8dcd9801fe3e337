"""The steps of dunning as they were taken. The database itself refuses to change or delete one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

from .history import Kind, Past


def letter_of(step_id: int) -> str:
    return f"dunning:{step_id}"


class DunningStep(Model):
    """Something that was done, by its day or by a person: ``history.Kind``."""

    __tablename__ = "dunning_steps"
    __table_args__ = (
        UniqueConstraint("contract_id", "bill", "kind", "ordinal"),
        Index("ix_dunning_steps_tenant", "tenant_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    bill: Mapped[str]
    """An invoice's number; empty for what is about the whole contract."""
    kind: Mapped[str]
    ordinal: Mapped[int]
    """Which one of its kind and bill, from 1: what two processes do at once is done once."""
    number: Mapped[int]
    """Of a reminder: which one since the bill was last paid; else 0."""
    on: Mapped[date]
    """The local day of the contract on which it was done."""
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by: Mapped[str]
    """A person's login, or ``seatyard`` when a day had come or money came."""
    reason: Mapped[str] = mapped_column(default="")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("dunning_steps.id"))
    """Of ``undone`` and ``again``: the step."""
    until: Mapped[date | None]
    """Of ``held``: its last day."""
    detail: Mapped[dict[str, Any]]
    """The figures that it was done on: what was open, since when, and what comes next."""

    @property
    def letter(self) -> str:
        """The key of the e-mail that tells of it."""
        return letter_of(self.id)

    def past(self) -> Past:
        return Past(self.id, Kind(self.kind), self.bill, self.on, self.number, self.about_id, self.until)
