"""Writing boards: what has changed since the last time, with the next version. One worker writes a board."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlalchemy import bindparam, delete, select, text, update

from seatyard import clock
from seatyard.db import db

from ..models import Placement
from .models import Board, BoardEntry
from .room import Key

_BEAT = "UPDATE boards SET version = :version, beat_at = {now} WHERE tenant_id = :tenant_id"
_UPSERT = """
INSERT INTO board_entries (tenant_id, kind, key, version, gone, body)
SELECT :tenant_id, value ->> 0, value ->> 1, :version, CAST(value ->> 2 AS boolean), value -> 3
FROM {each} AS each WHERE true
ON CONFLICT (tenant_id, kind, key)
DO UPDATE SET version = excluded.version, gone = excluded.gone, body = excluded.body
"""
_BEAT_THERE = _BEAT.format(now="clock_timestamp()")
_UPSERT_THERE = _UPSERT.format(each="jsonb_array_elements(CAST(:changed AS jsonb))")
_NOW = bindparam("now", type_=Board.__table__.c.beat_at.type)
_WRITE = {
    "postgresql": (text(f"WITH beat AS ({_BEAT_THERE}) {_UPSERT_THERE}"),),
    "sqlite": (
        text(_BEAT.format(now=":now")).bindparams(_NOW),
        text(_UPSERT.format(each="json_each(:changed)")),
    ),
}
"""All that has changed, and the version, in as few statements as can be, which are made ready once: a row at
a time costs the worker and the database twice as much."""


def wanted(node_id: int) -> set[int]:
    """The tenants of the node at whose boards somebody looks. Needs a transaction."""
    query = select(Board.tenant_id).join(Placement, Placement.tenant_id == Board.tenant_id)
    its = query.where(Placement.node_id == node_id, Board.wanted_until > clock.now())
    return set(db.session.scalars(its))


def written(tenant_id: int) -> tuple[int, dict[Key, dict[str, object]]]:
    """The version and the entries that an earlier worker left, or this one. Needs a transaction."""
    version = db.session.scalar(select(Board.version).filter_by(tenant_id=tenant_id)) or 0
    rows = select(BoardEntry.kind, BoardEntry.key, BoardEntry.body).filter_by(tenant_id=tenant_id, gone=False)
    return version, {(kind, key): body for kind, key, body in db.session.execute(rows)}


def write(tenant_id: int, version: int, changed: Mapping[Key, dict[str, object] | None]) -> None:
    """Keep these entries, None for one that is gone, as ``version``; in the caller's transaction."""
    rows = [[kind, key, one is None, one or {}] for (kind, key), one in changed.items()]
    said = {"tenant_id": tenant_id, "version": version, "changed": orjson.dumps(rows).decode()}
    for statement in _WRITE[db.engine.dialect.name]:
        db.session.execute(statement, said | {"now": clock.now()})


def forget(tenant_id: int, version: int) -> None:
    """Forget what was gone at this version; in the caller's transaction."""
    gone = delete(BoardEntry).where(
        BoardEntry.tenant_id == tenant_id, BoardEntry.gone, BoardEntry.version <= version
    )
    db.session.execute(gone)
    db.session.execute(update(Board).filter_by(tenant_id=tenant_id).values(floor=version))
