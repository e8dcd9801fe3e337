"""A day of a tenant's queues: offered, answered, in time, given up. As contracts are judged (docs/board.md).

Counted of the calls whose records are in; who has none yet is added by what was heard of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from seatyard.db import db, slices

from ..models import ABANDONED, ANSWERED, INBOUND, Conversation
from .callers import Caller

SERVICE = timedelta(seconds=20)
"""A call that is answered within it is answered in time: the service level's X."""


@dataclass(frozen=True, slots=True)
class Counts:
    offered: int = 0
    """Callers who joined the queue and do not wait in it any more."""
    answered: int = 0
    in_time: int = 0
    """Of those answered."""
    abandoned: int = 0
    """Left the queue without a seat."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.offered + other.offered,
            self.answered + other.answered,
            self.in_time + other.in_time,
            self.abandoned + other.abandoned,
        )


@dataclass(frozen=True)
class Day:
    """What was counted since a local midnight."""

    since: datetime
    queues: dict[int, Counts] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    """Of the callers who were asked about, those whose call is among what was counted."""

    def of(self, queue_id: int, callers: Iterable[Caller]) -> Counts:
        """With those of the queue whose record is to come."""
        live = (one for one in callers if one.uuid not in self.counted and one.joined >= self.since)
        return sum(map(of_caller, live), self.queues.get(queue_id, Counts()))


def of_caller(caller: Caller) -> Counts:
    """Nothing of who waits: nobody can say yet whether in vain."""
    if caller.waits:
        return Counts()
    answered = caller.answered is not None
    return Counts(1, answered, answered and caller.waited <= SERVICE, not answered)


def read(tenant_id: int, since: datetime, callers: Collection[str]) -> Day:
    """Of all calls since then that came in, at one moment. Needs a transaction that sees one."""
    queued = and_(Conversation.wait_us.is_not(None), Conversation.refused.is_(None))
    answered = Conversation.outcome == ANSWERED
    within = Conversation.wait_us <= SERVICE // timedelta(microseconds=1)
    columns = (
        func.count(),
        _many(answered),
        _many(and_(answered, within)),
        _many(Conversation.outcome == ABANDONED),
    )
    of_day = (Conversation.tenant_id == tenant_id, Conversation.started_at >= since)
    query = select(Conversation.queue_id, *columns).where(
        *of_day, Conversation.direction == INBOUND, Conversation.queue_id.is_not(None), queued
    )
    rows = db.session.execute(query.group_by(Conversation.queue_id))
    counted: set[str] = set()
    for some in slices(callers):
        here = select(Conversation.id).where(*of_day, Conversation.id.in_(some))
        counted |= set(db.session.scalars(here))
    return Day(since, {queue: Counts(*numbers) for queue, *numbers in rows}, frozenset(counted))


def _many(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))
