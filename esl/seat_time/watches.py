"""When a node was listened to: rows, and what they mean."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update

from seatyard.db import db, insert

from ..models import Node
from .models import NodeWatch
from .presence import Watch


def begin(node_id: int, core_uuid: str, at: datetime) -> None:
    """A watch begins, in the caller's transaction; one that a killed worker left open ends before."""
    open_ones = select(NodeWatch.starts_at).filter_by(node_id=node_id, ends_at=None)
    for starts_at in db.session.scalars(open_ones).all():
        end(node_id, starts_at)
    row = {"node_id": node_id, "starts_at": at, "core_uuid": core_uuid, "ends_at": None}
    again = insert(NodeWatch).on_conflict_do_update(
        index_elements=["node_id", "starts_at"], set_={"core_uuid": core_uuid, "ends_at": None}
    )
    db.session.execute(again, row)


def end(node_id: int, starts_at: datetime) -> datetime | None:
    """A watch ends with the last proof of life that is remembered; in the caller's transaction. When it did.

    One that has ended stays as it is: another worker took over, and has ended it. None then.
    """
    alive_at = db.session.scalar(select(Node.alive_at).filter_by(id=node_id))
    ends_at = max(starts_at, alive_at) if alive_at else starts_at
    one = update(NodeWatch).filter_by(node_id=node_id, starts_at=starts_at, ends_at=None)
    ended = db.session.execute(one.values(ends_at=ends_at).returning(NodeWatch.ends_at))
    return ended.scalar()


def around(node_id: int, starts: datetime, ends: datetime) -> list[Watch]:
    """The watches that touch a time, and the nearest before and after it, which tell of a gap at its edge."""
    alive_at = db.session.scalar(select(Node.alive_at).filter_by(id=node_id))
    mine = NodeWatch.node_id == node_id
    before = select(func.max(NodeWatch.starts_at)).where(
        mine, NodeWatch.starts_at <= starts, NodeWatch.ends_at <= starts
    )
    after = select(func.min(NodeWatch.starts_at)).where(mine, NodeWatch.starts_at >= ends)
    touches = (NodeWatch.starts_at < ends) & or_(NodeWatch.ends_at.is_(None), NodeWatch.ends_at > starts)
    nearest = NodeWatch.starts_at.in_([before.scalar_subquery(), after.scalar_subquery()])
    rows = db.session.scalars(select(NodeWatch).where(mine, or_(touches, nearest)))
    return [Watch(row.starts_at, row.ends_at or alive_at or row.starts_at, row.core_uuid) for row in rows]
