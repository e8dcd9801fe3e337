"""Whether a tenant's service stands still; why, and who said so, is on record where it was decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class Suspension(Model):
    """Of a tenant that was suspended at some time: whether it is."""

    __tablename__ = "suspensions"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    since: Mapped[datetime | None]
    """None once service was restored."""
