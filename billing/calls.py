"""The calls of a contract's month, streamed from the database: a month may hold a million."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, and_, collate, func, or_, select

from esl.models import INBOUND, OUTBOUND, Conversation
from seatyard.db import db

from .engine import Call
from .engine.facts import LONGEST_CALL
from .engine.spans import Span

Query = TypeVar("Query", bound=Select[Any])

ROWS = 2000
"""Held at a time."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The tenant's calls of ``span`` in order of start, then of id.

    Each walk is one query in the transaction that is open then; calls folded in between are in it.
    Calls from before that were still going on when the span began are told first, as far back as
    ``LONGEST_CALL``; a clause that cuts calls refuses longer ones in the month of their start.
    """

    tenant_id: int
    span: Span

    def __iter__(self) -> Iterator[Call]:
        c = Conversation
        columns = select(c.id, c.direction, c.did, c.callee, c.started_at, c.billusec, c.answered_at)
        query = _charged(columns, self.tenant_id).where(_touching(self.span))
        query = query.order_by(c.started_at, collate(c.id, _by_character()))
        with db.session.execute(query, execution_options={"yield_per": ROWS}) as rows:
            for id, direction, did, callee, started_at, billusec, answered_at in rows:
                dialled = (did or callee) if direction == INBOUND else callee
                yield Call(id, direction, dialled, started_at, billusec, answered_at)


def count_calls(tenant_id: int, span: Span) -> int:
    """How many calls started in ``span``."""
    query = _charged(select(func.count()).select_from(Conversation), tenant_id)
    return db.session.scalar(query.where(_started_in(span))) or 0


def _charged(query: Query, tenant_id: int) -> Query:
    """Calls with the outside that were answered: those with a leg that the tenant pays for."""
    return query.where(
        Conversation.tenant_id == tenant_id,
        Conversation.direction.in_((INBOUND, OUTBOUND)),
        Conversation.paid_uuid.is_not(None),
    )


def _started_in(span: Span) -> Any:
    return and_(Conversation.started_at >= span.starts, Conversation.started_at < span.ends)


def _touching(span: Span) -> Any:
    earliest = Span(span.starts - LONGEST_CALL, span.ends)
    inside = or_(Conversation.started_at >= span.starts, Conversation.ended_at > span.starts)
    return and_(_started_in(earliest), inside)


def _by_character() -> str:
    """The collation that compares text as Python does; a language's own would leave out hyphens."""
    return "C" if db.engine.dialect.name == "postgresql" else "BINARY"
