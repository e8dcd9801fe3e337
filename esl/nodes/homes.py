"""Whose home a node was when: the one place to ask, for placements tell of now alone.

What befell a node befell those who were at home on it at that time, wherever they are now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from seatyard.db import db

from ..models import Placement
from .models import Move


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in which what befell a node befell the tenant.

    It ends when the next home has acknowledged the tenant, and that one's begins when the placement
    changed: what is away meanwhile, the old node or the new one, keeps the tenant from working.
    """

    node_id: int
    starts: datetime | None
    """None: as long as there has been the tenant."""
    ends: datetime | None
    """None: it goes on."""

    def common(self, starts: datetime, ends: datetime | None) -> tuple[datetime, datetime | None] | None:
        """The part of a span that lies within; None for none."""
        first = starts if self.starts is None else max(starts, self.starts)
        lasts = [one for one in (ends, self.ends) if one is not None]
        last = min(lasts) if lasts else None
        return (first, last) if last is None or first < last else None


def stays(tenant_id: int) -> list[Stay]:
    """A tenant's homes, in order; none of one that is placed nowhere."""
    return by_tenant([tenant_id]).get(tenant_id, [])


def by_tenant(tenant_ids: Iterable[int] | None = None) -> dict[int, list[Stay]]:
    """Likewise of many, or of all, by id: two statements."""
    now = select(Placement.tenant_id, Placement.node_id)
    then = select(Move).order_by(Move.at, Move.id)
    if tenant_ids is not None:
        wanted = list(tenant_ids)
        now, then = now.where(Placement.tenant_id.in_(wanted)), then.where(Move.tenant_id.in_(wanted))
    moves: dict[int, list[Move]] = defaultdict(list)
    for move in db.session.scalars(then):
        moves[move.tenant_id].append(move)
    return {tenant: _stays(moves[tenant], node) for tenant, node in db.session.execute(now).tuples()}


def stayed(node_id: int, starts: datetime, ends: datetime | None) -> list[int]:
    """The ids of the tenants whom what befell a node in a span befell."""
    placed = set(db.session.scalars(select(Placement.tenant_id).filter_by(node_id=node_id)))
    moved = set(
        db.session.scalars(select(Move.tenant_id).where(or_(Move.from_id == node_id, Move.to_id == node_id)))
    )
    within = {
        tenant
        for tenant, there in by_tenant(moved).items()
        if any(one.node_id == node_id and one.common(starts, ends) for one in there)
    }
    return sorted((placed - moved) | within)


def _stays(moves: Sequence[Move], node_id: int) -> list[Stay]:
    if not moves:
        return [Stay(node_id, None, None)]
    first = Stay(moves[0].from_id, None, _live(moves))
    rest = [Stay(move.to_id, move.at, _live(moves[at:])) for at, move in enumerate(moves, 1)]
    return _joined([first, *rest])


def _live(moves: Sequence[Move]) -> datetime | None:
    """When the tenant was live somewhere else: a move that was overtaken never came to that."""
    return next((move.live_at for move in moves if move.live_at is not None), None)


def _joined(there: Iterable[Stay]) -> list[Stay]:
    """One stay in the place of two at the same node that overlap: the tenant went, and came back at once."""
    made: list[Stay] = []
    for one in there:
        for at, before in enumerate(made):
            same = before.node_id == one.node_id
            if same and (before.ends is None or one.starts is None or one.starts <= before.ends):
                ends = None if None in (before.ends, one.ends) else max(before.ends, one.ends)  # type: ignore[type-var]
                made[at] = replace(before, ends=ends)
                break
        else:
            made.append(one)
    return made
