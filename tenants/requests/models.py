"""A tenant's request."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model

OPEN, DONE, REFUSED, WITHDRAWN = "open", "done", "refused", "withdrawn"
STATES = (OPEN, DONE, REFUSED, WITHDRAWN)

_OPEN = text("state = 'open'")


class TenantRequest(Model):
    """Asked for once and never changed; decided once: the record of whether a lead time was kept."""

    __tablename__ = "tenant_requests"
    __table_args__ = (
        Index("ix_tenant_requests_tenant", "tenant_id", "id"),
        Index("ix_tenant_requests_open", "due", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    kind: Mapped[str]
    """One of ``requests.kinds.KINDS``."""
    wants: Mapped[str]
    """What is wanted, in the asker's words: ``3 seats, inbound``."""
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[str]
    due: Mapped[date]
    """The tenant's local day on which it is to be so: the lead time's first day, or a later one wanted."""
    clause: Mapped[str] = mapped_column(default="")
    """The lead time that was counted: ``lead_times.seats_added: 5 days``; empty where there is none."""
    state: Mapped[str] = mapped_column(default=OPEN)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was refused or withdrawn; what was done, where that was said."""
