"""What a tenant owes, as it was reckoned last: what a list of a thousand tenants is sorted by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class TenantStanding(Model):
    """A copy, renewed every few minutes; what is owed by the minute, the tenant's ledger says."""

    __tablename__ = "tenant_standings"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    open: Mapped[dict[str, Any]]
    """What is open of its bills, by currency: amounts as texts."""
    overdue: Mapped[dict[str, Any]]
    """Of it, what is past its due day."""
    overdue_since: Mapped[date | None] = mapped_column(index=True)
    """The due day of the oldest bill that is."""
    computed_at: Mapped[datetime]
