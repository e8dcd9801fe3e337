"""Reading boards: as they are, and what has changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from seatyard import clock
from seatyard.db import db, insert, transaction

from .models import Board, BoardEntry

WANTED_FOR = timedelta(seconds=15)
"""A board is written so long after somebody last said that they look."""
FRESH = 5.0
"""Seconds: a board whose worker has said nothing for longer is not what is so now."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a board is written."""

    version: int
    floor: int
    beat_at: datetime | None
    at: datetime | None
    """When this was so. Both are by the database's clock, which worker and web share."""

    @property
    def age(self) -> float | None:
        """Seconds since it was written; None: it never was."""
        return (self.at - self.beat_at).total_seconds() if self.at and self.beat_at else None

    @property
    def live(self) -> bool:
        return self.age is not None and self.age <= FRESH


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


NOTHING = Mark(0, 0, None, None)


def by_the_database(dialect: str) -> ColumnElement[Any]:
    """This moment, by the database's clock; SQLite is on our machine, and is told ours as ``now``."""
    if dialect == "postgresql":
        return func.clock_timestamp()
    return bindparam("now", type_=Board.beat_at.type)


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
    there = by_the_database(db.engine.dialect.name)
    query = select(Board.tenant_id, Board.version, Board.floor, Board.beat_at, there)
    rows = db.session.execute(query.where(Board.tenant_id.in_(tenant_ids)), {"now": clock.now()})
    return {tenant_id: Mark(*mark) for tenant_id, *mark in rows}


def news(known: Mapping[int, int]) -> tuple[dict[int, Mark], dict[int, list[Row]]]:
    """By tenant id how far boards are written, and what changed after the versions that are known.

    One statement, as each web process asks all the time. Needs a transaction.
    """
    said: dict[str, Any] = {"now": clock.now()}
    for number, (id, version) in enumerate(known.items()):
        said |= {f"id{number}": id, f"known{number}": version}
    query = _newer(len(known), db.engine.dialect.name)
    boards: dict[int, Mark] = {}
    found: dict[int, list[Row]] = {}
    for tenant_id, version, floor, beat_at, at, *row in db.session.execute(query, said):
        boards[tenant_id] = Mark(version, floor, beat_at, at)
        changed = found.setdefault(tenant_id, [])
        if row[0] is not None:
            changed.append(Row(*row))
    return boards, found


@lru_cache
def _newer(boards: int, dialect: str) -> Select[Any]:
    """For so many boards: building it anew costs as much as asking it."""
    b, e = Board, BoardEntry
    numbers = range(boards)
    newer = (
        and_(e.tenant_id == bindparam(f"id{number}"), e.version > bindparam(f"known{number}"))
        for number in numbers
    )
    return (
        select(b.tenant_id, b.version, b.floor, b.beat_at, by_the_database(dialect))
        .add_columns(e.kind, e.key, e.version, e.gone, e.body)
        .outerjoin(e, and_(e.tenant_id == b.tenant_id, or_(*newer)))
        .where(b.tenant_id.in_([bindparam(f"id{number}") for number in numbers]))
    )


def rows(tenant_id: int, after: int = 0) -> list[Row]:
    """Entries that changed after a version; after none those that there are. Needs a transaction."""
    e = BoardEntry
    query = select(e.kind, e.key, e.version, e.gone, e.body).where(
        e.tenant_id == tenant_id, e.version > after
    )
    if not after:
        query = query.where(~e.gone)
    return [Row(*row) for row in db.session.execute(query)]
