"""Which calls each figure counts, as conditions on conversations: for reports and the live board alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from ..models import ABANDONED, ANSWERED, INBOUND, OUTBOUND, Conversation

SERVICE_SECONDS = 20
"""Within which a call of a queue is to be answered: the service level's X."""
SECOND = 1_000_000
"""Microseconds of one."""

c = Conversation
LET_IN = and_(c.direction == INBOUND, c.refused.is_(None))
LET_OUT = and_(c.direction == OUTBOUND, c.refused.is_(None))
OFFERED = and_(LET_IN, c.wait_us.is_not(None))
"""Joined a queue."""
QUEUE_ANSWERED = and_(OFFERED, c.outcome == ANSWERED)
GAVE_UP = and_(OFFERED, c.outcome == ABANDONED)


def in_time(seconds: int = SERVICE_SECONDS) -> ColumnElement[bool]:
    """Answered from a queue within so many of joining it."""
    return and_(QUEUE_ANSWERED, c.wait_us <= seconds * SECOND)


def of_queues(seconds: int = SERVICE_SECONDS) -> dict[str, Any]:
    """The counts of queues' service, by their names in ``figures.Counts``."""
    return {
        "offered": many(OFFERED),
        "queue_answered": many(QUEUE_ANSWERED),
        "in_time": many(in_time(seconds)),
        "abandoned": many(GAVE_UP),
    }


def many(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))


def total(condition: ColumnElement[bool], of: Any) -> Any:
    return func.sum(case((condition, of), else_=0))
