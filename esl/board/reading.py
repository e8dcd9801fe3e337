"""Reading boards: as they are, and what has changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from seatyard import clock
from seatyard.db import db, insert, transaction

from .models import Board, BoardEntry

WANTED_FOR = timedelta(seconds=15)
"""A board is written so long after somebody last said that they look."""
FRESH = timedelta(seconds=5)
"""A board whose worker has said nothing for longer is not what is so now."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a board is written."""

    version: int
    floor: int
    beat_at: datetime | None

    def live(self, at: datetime) -> bool:
        return self.beat_at is not None and at - self.beat_at <= FRESH


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    key: str
    version: int
    gone: bool
    body: dict[str, Any]

    @property
    def name(self) -> str:
        """``seat/12``."""
        return f"{self.kind}/{self.key}"


NOTHING = Mark(0, 0, None)


def want(tenant_id: int) -> None:
    """Somebody looks. Commits a transaction of its own; who else only reads begins anew after it."""
    until = clock.now() + WANTED_FOR
    first = insert(Board).values(tenant_id=tenant_id, version=0, floor=0, wanted_until=until)
    with transaction():
        db.session.execute(
            first.on_conflict_do_update(index_elements=["tenant_id"], set_={"wanted_until": until})
        )


def marks(tenant_ids: Collection[int]) -> dict[int, Mark]:
    """By tenant id. Needs a transaction."""
    query = select(Board.tenant_id, Board.version, Board.floor, Board.beat_at)
    rows = db.session.execute(query.where(Board.tenant_id.in_(tenant_ids)))
    return {tenant_id: Mark(*mark) for tenant_id, *mark in rows}


def news(known: Mapping[int, int]) -> tuple[dict[int, Mark], dict[int, list[Row]]]:
    """By tenant id how far boards are written, and what changed after the versions that are known.

    One statement, as each web process asks three times a second. Needs a transaction.
    """
    b, e = Board, BoardEntry
    newer = or_(*(and_(e.tenant_id == id, e.version > version) for id, version in known.items()))
    query = (
        select(b.tenant_id, b.version, b.floor, b.beat_at, e.kind, e.key, e.version, e.gone, e.body)
        .outerjoin(e, and_(e.tenant_id == b.tenant_id, newer))
        .where(b.tenant_id.in_(known))
    )
    boards: dict[int, Mark] = {}
    found: dict[int, list[Row]] = {}
    for tenant_id, version, floor, beat_at, *row in db.session.execute(query):
        boards[tenant_id] = Mark(version, floor, beat_at)
        changed = found.setdefault(tenant_id, [])
        if row[0] is not None:
            changed.append(Row(*row))
    return boards, found


def rows(tenant_id: int, after: int = 0) -> list[Row]:
    """Entries that changed after a version; after none those that there are. Needs a transaction."""
    e = BoardEntry
    query = select(e.kind, e.key, e.version, e.gone, e.body).where(
        e.tenant_id == tenant_id, e.version > after
    )
    if not after:
        query = query.where(~e.gone)
    return [Row(*row) for row in db.session.execute(query)]
