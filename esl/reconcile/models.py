"""Channels that were answered and live, as far as was heard: what a crash leaves to be rebuilt from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class LiveChannel(Model):
    """There from its answer until its hang-up was heard, or its end was settled in another way."""

    __tablename__ = "live_channels"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    core_uuid: Mapped[str]
    started_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """None of one that was found answered, and nobody heard when."""
    seen_at: Mapped[datetime]
    """When it was known to live, on the switch's clock."""
    told: Mapped[dict[str, Any]]
    """What a call record would say of it, as far as the switch had told it."""
