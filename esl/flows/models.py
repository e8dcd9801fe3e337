"""Flows as somebody draws them, apart from what is on the switch."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class FlowDraft(Model):
    """The draft of a flow, published or not yet; it stays, with its layout, when it is published."""

    __tablename__ = "flow_drafts"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    """The flow's, or the one that it will have."""
    document: Mapped[dict[str, Any]]
    """As of a flow, but it may be unsound, and without a start or nodes."""
    layout: Mapped[dict[str, Any]]
    """``{"nodes": {NODE: {"x": 0, "y": 0, "title": "…"}}}``, each part of it may be missing."""
    revision: Mapped[int]
    """Counts what was saved: who saves says which one they began from."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
