"""Requests to be called back, as people see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import Page, Part, paged, part
from tenants import directory
from tenants.models import Queue, Seat

from .models import OPEN, CallBack


@dataclass(frozen=True)
class Shown:
    """A request with the names of what it is about."""

    id: int
    queue: str
    """Its id, where the queue is gone."""
    number: str
    asked_at: datetime
    waits_since: datetime
    state: str
    attempts: int
    next_at: datetime | None
    """While it waits."""
    seat: str | None
    result: str | None
    finished_at: datetime | None


def of_tenant(tenant: str, *, open_only: bool = False, page: int = 1) -> Page[Shown]:
    """The requests of the tenant's callers, newest first. NotFound for a tenant that is not there."""
    owner = directory.find(tenant)
    if owner is None:
        raise NotFound("no such tenant", where=f"tenant {tenant}")
    found = paged(_query(owner.id, open_only), page)
    return Page(_named(owner.id, found.entries), found.number, found.total, found.size)


def part_of(tenant_id: int, after: str, limit: int, *, open_only: bool) -> Part[Shown]:
    """The same, the last recorded first, those after one."""
    query = _query(tenant_id, open_only).order_by(None)
    found = part(query, CallBack.id, after, limit, descending=True)
    return Part(_named(tenant_id, found.entries), found.after)


def _named(tenant_id: int, rows: Sequence[CallBack]) -> list[Shown]:
    queues = select(Queue.id, Queue.name).filter_by(tenant_id=tenant_id)
    seats = select(Seat.id, Seat.number).filter_by(tenant_id=tenant_id)
    names, numbers = (dict(db.session.execute(query).tuples().all()) for query in (queues, seats))
    return [_shown(row, names, numbers) for row in rows]


def waiting_by_queue(tenant_id: int) -> dict[int, int]:
    """How many wait to be called back, by queue id."""
    query = select(CallBack.queue_id, func.count()).where(
        CallBack.tenant_id == tenant_id, CallBack.state.in_(OPEN)
    )
    return dict(db.session.execute(query.group_by(CallBack.queue_id)).tuples().all())


def _query(tenant_id: int, open_only: bool) -> Select[tuple[CallBack]]:
    query = (
        select(CallBack).filter_by(tenant_id=tenant_id).order_by(CallBack.asked_at.desc(), CallBack.id.desc())
    )
    return query.where(CallBack.state.in_(OPEN)) if open_only else query


def _shown(row: CallBack, queues: dict[int, str], seats: dict[int, str]) -> Shown:
    return Shown(
        id=row.id,
        queue=queues.get(row.queue_id, str(row.queue_id)),
        number=row.number,
        asked_at=row.asked_at,
        waits_since=row.joined_at,
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at if row.state in OPEN else None,
        seat=seats.get(row.seat_id) if row.seat_id else None,
        result=row.result,
        finished_at=row.finished_at,
    )
