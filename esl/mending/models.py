"""A look for drift on a node, as a person asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model

from ..models import Node

ASKED, DONE, FAILED = "asked", "done", "failed"
STATES = (ASKED, DONE, FAILED)

_OPEN = text("state = 'asked'")


class DriftLook(Model):
    """What a node no longer had of what it acknowledged; with ``mends``, what put it right."""

    __tablename__ = "drift_looks"
    __table_args__ = (
        Index("ix_drift_looks_node", "node_id", "id"),
        Index("ix_drift_looks_asked", "node_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    mends: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    """asked (the worker has not come to it yet), done, or failed (the switch refused something)."""
    finished_at: Mapped[datetime | None]
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """``differences``: how many; ``commands``: the first, each with ``tenant``, ``command``, ``why``."""
    problem: Mapped[str] = mapped_column(default="")

    node: Mapped[Node] = relationship()
