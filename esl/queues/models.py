"""Callers who asked to be called back, a row a request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model

WAITING, CALLING, DONE, FAILED, EXPIRED, DOUBLED = (
    "waiting",
    "calling",
    "done",
    "failed",
    "expired",
    "doubled",
)
STATES = (WAITING, CALLING, DONE, FAILED, EXPIRED, DOUBLED)
OPEN = (WAITING, CALLING)


class CallBack(Model):
    """A caller's place in a queue, kept after the caller has hung up."""

    __tablename__ = "call_backs"
    __table_args__ = (
        UniqueConstraint("node_id", "uuid"),
        Index("ix_call_backs_state", "node_id", "state"),
        Index("ix_call_backs_tenant", "tenant_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    uuid: Mapped[str]
    """The caller's leg that asked: its record tells of it once, however often it comes."""
    queue_id: Mapped[int]
    number: Mapped[str]
    """Whom to call, in E.164 where it is one."""
    joined_at: Mapped[datetime]
    """Since when the caller waits: the place that is kept."""
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """waiting, calling; done, failed (no attempt is left), expired, doubled (the earlier one counts)."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the number was called; a seat that did not answer called nobody."""
    next_at: Mapped[datetime]
    """Not before."""
    seat_id: Mapped[int | None]
    """Who calls, or called last."""
    call_uuid: Mapped[str | None]
    """The call: named and committed before it is made, so that it is never made twice (``esl.placed``)."""
    called_at: Mapped[datetime | None]
    result: Mapped[str | None]
    """How the last attempt ended: ``answered``, or the switch's cause."""
    finished_at: Mapped[datetime | None]
