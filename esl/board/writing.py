"""Writing boards: what has changed since the last time, with the next version. One worker writes a board."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from seatyard import clock
from seatyard.db import db, insert

from ..models import Placement
from .models import Board, BoardEntry
from .room import Key


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
    now = {"version": version, "beat_at": clock.now()}
    db.session.execute(update(Board).filter_by(tenant_id=tenant_id).values(now))
    if changed:
        made = insert(BoardEntry)
        columns = {name: made.excluded[name] for name in ("version", "gone", "body")}
        upsert = made.on_conflict_do_update(index_elements=["tenant_id", "kind", "key"], set_=columns)
        db.session.execute(upsert, [_row(tenant_id, version, key, one) for key, one in changed.items()])


def forget(tenant_id: int, version: int) -> None:
    """Forget what was gone at this version; in the caller's transaction."""
    gone = delete(BoardEntry).where(
        BoardEntry.tenant_id == tenant_id, BoardEntry.gone, BoardEntry.version <= version
    )
    db.session.execute(gone)
    db.session.execute(update(Board).filter_by(tenant_id=tenant_id).values(floor=version))


def _row(tenant_id: int, version: int, key: Key, body: dict[str, object] | None) -> dict[str, object]:
    kind, name = key
    about = {"tenant_id": tenant_id, "kind": kind, "key": name, "version": version}
    return about | {"gone": body is None, "body": body or {}}
