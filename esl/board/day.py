"""A day of a tenant's queues: offered, answered, in time, given up. As contracts are judged (docs/board.md).

Counted of the calls whose records are in; who has none yet is added by what was heard of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from seatyard.db import db, slices

from ..models import Conversation
from ..reports.conditions import OFFERED, SERVICE_SECONDS, of_queues
from ..reports.figures import Counts
from .callers import Caller

SERVICE = timedelta(seconds=SERVICE_SECONDS)


@dataclass(frozen=True)
class Day:
    """What was counted since a local midnight."""

    since: datetime
    queues: dict[int, Counts] = field(default_factory=dict)
    """Of each the counts of its service; the others are nought."""
    counted: frozenset[str] = frozenset()
    """Of the callers who were asked about, those whose call is among what was counted."""

    def of(self, queue_id: int, callers: Iterable[Caller]) -> Counts:
        """With those of the queue whose record is to come."""
        live = (one for one in callers if one.uuid not in self.counted and one.joined >= self.since)
        return self.queues.get(queue_id, Counts()) + of_callers(live)


def of_callers(callers: Iterable[Caller]) -> Counts:
    """Nothing of who waits: nobody can say yet whether in vain."""
    served = [one for one in callers if not one.waits]
    answered = [one for one in served if one.answered is not None]
    return Counts(
        offered=len(served),
        queue_answered=len(answered),
        in_time=sum(one.waited <= SERVICE for one in answered),
        abandoned=len(served) - len(answered),
    )


def read(tenant_id: int, since: datetime, callers: Collection[str]) -> Day:
    """Of all calls since then that came in, at one moment. Needs a transaction that sees one."""
    columns = of_queues()
    of_day = (Conversation.tenant_id == tenant_id, Conversation.started_at >= since)
    query = select(Conversation.queue_id, *columns.values()).where(
        *of_day, Conversation.queue_id.is_not(None), OFFERED
    )
    rows = db.session.execute(query.group_by(Conversation.queue_id))
    queues = {queue: Counts(**dict(zip(columns, numbers, strict=True))) for queue, *numbers in rows}
    counted: set[str] = set()
    for some in slices(callers):
        here = select(Conversation.id).where(*of_day, Conversation.id.in_(some))
        counted |= set(db.session.scalars(here))
    return Day(since, queues, frozenset(counted))
