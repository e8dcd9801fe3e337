"""A tenant's tokens; of each only the hash is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class ApiToken(Model):
    __tablename__ = "api_tokens"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    """What it is for, as noted with what it asks for."""
    sha256: Mapped[str]
    given_by: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
