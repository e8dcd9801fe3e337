"""What is remembered of a node's signals, what outages were said to be, and what was announced ahead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class NodeSignal(Model):
    """The last proof of service of a signal, also over the worker's own restarts."""

    __tablename__ = "node_signals"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    signal: Mapped[str] = mapped_column(primary_key=True)
    """One of ``kinds``."""
    proven_at: Mapped[datetime]
    """On the switch's own clock."""
    address: Mapped[str]
    """Where it is looked for: ``192.0.2.5:5060``; empty for what comes over the Event Socket."""


class OutageClass(Model):
    """What an outage was said to be, by whom and why. Added to, never changed: the last one stands."""

    __tablename__ = "outage_classes"
    __table_args__ = (Index("ix_outage_classes_outage", "outage_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outage_id: Mapped[int] = mapped_column(ForeignKey("outages.id"))
    cause: Mapped[str]
    """A cause of outages, or ``none``: it was no outage."""
    announced_at: Mapped[datetime | None]
    """Of planned work: when tenants were told."""
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Plan(Model):
    """Planned work or force majeure entered ahead: what is an outage inside takes its cause."""

    __tablename__ = "outage_plans"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="reasoned"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="forwards"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str]
    """``planned`` or ``force_majeure``."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """None while nobody knows: force majeure alone."""
    scope: Mapped[dict[str, Any]]
    """``nodes``, ``tenants`` and ``seats``, each a list of ids; none of them is everything."""
    reason: Mapped[str]
    announced_at: Mapped[datetime]
    """When tenants were told; no later than it was entered."""
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    entered_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]

    @property
    def name(self) -> str:
        """What people call it: ``P3``."""
        return f"P{self.id}"
