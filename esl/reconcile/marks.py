"""How far a node's count of sessions has been judged, from which the next worker or life goes on."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db, insert

from .book import Mark
from .models import HeardLeg, SessionMark


def read(node_id: int, core_uuid: str) -> Mark | None:
    """Of this life of the node; with an earlier life's, before its first session. None of an unknown node."""
    row = db.session.get(SessionMark, node_id)
    if row is None:
        return None
    return Mark(row.at, row.sessions if row.core_uuid == core_uuid else 0, row.record_id)


def keep(node_id: int, core_uuid: str, mark: Mark) -> None:
    """All up to it was told, lives or stands in the findings (the caller commits)."""
    said = {"core_uuid": core_uuid, "at": mark.at, "sessions": mark.sessions, "record_id": mark.record_id}
    new = insert(SessionMark).values(node_id=node_id, **said)
    db.session.execute(new.on_conflict_do_update(index_elements=["node_id"], set_=said))


def heard(node_id: int, core_uuid: str) -> set[int]:
    """Numbers of sessions whose hang-up some worker heard, and whose record has not come."""
    query = select(HeardLeg.told).filter_by(node_id=node_id, core_uuid=core_uuid)
    said = (str(told["variables"].get("session_id", "")) for told in db.session.scalars(query))
    return {int(number) for number in said if number.isascii() and number.isdigit()}
