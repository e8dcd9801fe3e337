"""The first report: service levels, over time, by queue or by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from seatyard.db import db
from tenants.models import Queue

from ..call_sums import reading
from . import kept
from .counting import NUMBER, QUEUE, Which
from .figures import Counts, Times
from .periods import Period
from .tables import COUNT, SHARE, TIME, Group, Table, made
from .words import GONE, NO_NUMBER, NO_QUEUE, SERVICE_LEVELS, Words

COLUMNS = (
    ("entered", COUNT), ("self_served", COUNT), ("answered", COUNT), ("answer_rate", SHARE),
    ("offered", COUNT), ("service_level", SHARE), ("speed_of_answer", TIME), ("abandoned", COUNT),
    ("abandonment", SHARE), ("time_to_abandon", TIME), ("transfer_rate", SHARE),
    ("first_call_resolution", SHARE), ("satisfaction", SHARE), ("handling_time", TIME), ("dialled", COUNT),
    ("outbound_answer_rate", SHARE), ("turned_away", COUNT), ("trunk", TIME),
)  # fmt: skip
Groups = dict[str, tuple[Words, Group]]


def service_levels(tenant_id: int, period: Period, by: str, queue_id: int | None = None) -> Table:
    """By a cut of time, by ``queue`` or by ``number``; of one queue alone where one is given.

    Handling times are made of all seats' time: they are told of all calls, over time and in sum.
    """
    which = Which(tenant_id, period, queue_id)
    rows = _by_name(which, by) if by in (QUEUE, NUMBER) else _over_time(which, by)
    return made(
        SERVICE_LEVELS,
        period,
        by if by in (QUEUE, NUMBER) else "period",
        COLUMNS,
        rows,
        Group(sum((one.counts for _, one in rows.values()), Counts()), _times(which)),
        of_all(Which(tenant_id, period.before, queue_id)),
    )


def of_all(which: Which) -> Group:
    """What these calls come to, all together."""
    return Group(reading.total(which), _times(which))


def _times(which: Which) -> Times:
    return kept.total(which.tenant_id, which.period) if which.queue_id is None else Times()


def _over_time(which: Which, cut: str) -> Groups:
    times = kept.by_piece(which.tenant_id, which.period, cut) if which.queue_id is None else {}
    pieces = reading.by_piece(which, cut)
    return {
        name: (Words(name, name), Group(counts, times.get(name, Times()))) for name, counts in pieces.items()
    }


def _by_name(which: Which, by: str) -> Groups:
    """The busiest first."""
    queues = _queues(which.tenant_id) if by == QUEUE else {}
    found: dict[Any, Counts] = dict(reading.by_queue(which) if by == QUEUE else reading.by_number(which))
    busiest = sorted(found.items(), key=lambda item: (-item[1].entered, str(item[0])))
    return {str(key or ""): (_named(key, queues, by), Group(counts)) for key, counts in busiest}


def _queues(tenant_id: int) -> dict[int, str]:
    query = select(Queue.id, Queue.name).where(Queue.tenant_id == tenant_id)
    return dict(db.session.execute(query).tuples().all())


def _named(key: Any, queues: Mapping[int, str], by: str) -> Words:
    if key is None:
        return NO_QUEUE if by == QUEUE else NO_NUMBER
    if by == NUMBER:
        return Words(key, key)
    return Words(queues[key], queues[key]) if key in queues else GONE
