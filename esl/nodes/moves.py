"""Moves, for whoever shows them."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seatyard.db import db
from seatyard.paging import Part, part

from .models import Move

LATEST = 50
"""Shown where nobody asks for pages."""


def part_of(after: str = "", limit: int = 50) -> Part[Move]:
    """All moves, the last asked for first, those after one."""
    return part(_all(), Move.id, after, limit, descending=True)


def latest() -> list[Move]:
    """The last ones, whatever became of them, the newest first."""
    return list(db.session.scalars(_all().order_by(Move.id.desc()).limit(LATEST)))


def open_ones() -> list[Move]:
    """Those that are not over, the oldest first."""
    return list(db.session.scalars(_all().where(Move.done_at.is_(None)).order_by(Move.id)))


def _all() -> Select[tuple[Move]]:
    return select(Move).options(joinedload(Move.tenant), joinedload(Move.old), joinedload(Move.new))
