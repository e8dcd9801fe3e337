"""Asking for a look, or for mending, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from seatyard.db import db, transaction

from ..models import Node
from ..nodes.service import node
from .models import ASKED, DriftLook


def ask(name: str, *, mends: bool, by: str) -> DriftLook:
    """Ask for a look at a node, and commit. One that waits already is the answer: two find no more.

    NotFound for an unknown node.
    """
    with transaction():
        found = node(name)
        db.session.scalar(select(Node.id).filter_by(id=found.id).with_for_update())
        waits = select(DriftLook).filter_by(node_id=found.id, state=ASKED).limit(1)
        look = db.session.scalar(waits)
        if look is None:
            look = DriftLook(node_id=found.id, mends=mends, asked_by=by)
            db.session.add(look)
        look.mends = look.mends or mends
        db.session.flush()
        db.session.refresh(look)
        db.session.expunge(look)
    return look


def latest(node_ids: Sequence[int]) -> dict[int, DriftLook]:
    """The last look at each node, by node id; a node that nobody asked for is not in it."""
    last = select(func.max(DriftLook.id)).where(DriftLook.node_id.in_(node_ids)).group_by(DriftLook.node_id)
    return {one.node_id: one for one in db.session.scalars(select(DriftLook).where(DriftLook.id.in_(last)))}


def last(name: str) -> DriftLook | None:
    """The last look at a node. NotFound for an unknown node."""
    found = node(name)
    return latest([found.id]).get(found.id)
