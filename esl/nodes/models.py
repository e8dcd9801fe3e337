"""Tenants' moves from one home node to another: what is on its way, and what was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model
from tenants.models import Tenant

from ..models import Node

ASKED, EMPTIED, FAILED_OVER = "asked", "emptied", "failed_over"
REASONS = (ASKED, EMPTIED, FAILED_OVER)
"""Why a tenant moves: a person said so; its node is emptied; its node has died."""

COMING, LEAVING, DONE = "coming", "leaving", "done"
STATES = (COMING, LEAVING, DONE)
"""The new home has not acknowledged it yet; it has, and the old one is still to be cleaned; over."""

_OPEN = text("done_at IS NULL")


class Move(Model):
    """A tenant's move. The placement changes with the row; a node's worker goes on from what stands here."""

    __tablename__ = "moves"
    __table_args__ = (
        Index("ix_moves_tenant", "tenant_id", "at"),
        Index("ix_moves_open", "from_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    why: Mapped[str]
    """One of :data:`REASONS`."""
    asked_by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    """When the placement changed."""
    leave_by: Mapped[datetime]
    """When the old node is cleaned though calls of the tenant are still up there."""
    live_at: Mapped[datetime | None]
    """When the new home first acknowledged the tenant; none when another move came before that."""
    done_at: Mapped[datetime | None]
    """When the old node had nothing of the tenant any more, or was its home again."""
    problem: Mapped[str | None]
    """Why the old node could not be cleaned at the last attempt."""

    tenant: Mapped[Tenant] = relationship()
    old: Mapped[Node] = relationship(foreign_keys=[from_id])
    new: Mapped[Node] = relationship(foreign_keys=[to_id])

    @property
    def state(self) -> str:
        """One of :data:`STATES`."""
        if self.done_at is not None:
            return DONE
        return COMING if self.live_at is None else LEAVING
