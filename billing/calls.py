"""The calls of a contract's month, streamed from the database: a month may hold a million."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Select, and_, collate, func, or_, select

from esl.dropping.boundary import refuse_sealed
from esl.models import FURTHER_CROSSING, INBOUND, OUTBOUND, Conversation, Leg
from seatyard.db import db

from .engine import Call
from .engine.facts import LONGEST_CALL
from .engine.spans import Span

Query = TypeVar("Query", bound=Select[Any])

ROWS = 2000
"""Held at a time."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The tenant's calls of ``span`` in order of start, then of id, each by its first crossing to a carrier;
    its further crossings in their place, each by its own start.

    Each walk is two queries in the transaction that is open then; calls folded in between are in it.
    What began before and was still going on when the span began is told first, as far back as
    ``LONGEST_CALL``; a clause that cuts calls refuses longer ones in the month of their start. Conflict
    where some are no longer kept (``esl.dropping``).
    """

    tenant_id: int
    span: Span

    def __iter__(self) -> Iterator[Call]:
        _check_kept(self.span)
        further = self._further()
        first = next(further, None)
        if first is None:
            return self._calls()
        return merge(self._calls(), chain([first], further), key=lambda call: call.key)

    def _calls(self) -> Iterator[Call]:
        c = Conversation
        columns = select(
            c.id, c.direction, c.paid_kind, c.did, c.callee, c.started_at, c.billusec, c.answered_at
        )
        query = _charged(columns, self.tenant_id).where(_touching(c, self.span))
        query = query.order_by(c.started_at, collate(c.id, _by_character()))
        with db.session.execute(query, execution_options={"yield_per": ROWS}) as rows:
            for id, direction, kind, did, callee, started_at, billusec, answered_at in rows:
                dialled = (did or callee) if direction == INBOUND else callee
                yield Call(id, kind or direction, dialled, started_at, billusec, answered_at)

    def _further(self) -> Iterator[Call]:
        g = Leg
        columns = select(g.conversation_id, g.kind, g.callee, g.started_at, g.billusec, g.answered_at, g.uuid)
        query = columns.where(g.tenant_id == self.tenant_id, FURTHER_CROSSING, _touching(g, self.span))
        by_id = (collate(one, _by_character()) for one in (g.conversation_id, g.uuid))
        query = query.order_by(g.started_at, *by_id)
        with db.session.execute(query, execution_options={"yield_per": ROWS}) as rows:
            for row in rows:
                yield Call(*row)


def count_calls(tenant_id: int, span: Span) -> int:
    """How many calls started in ``span``."""
    _check_kept(span)
    query = _charged(select(func.count()).select_from(Conversation), tenant_id)
    return db.session.scalar(query.where(_started_in(Conversation, span))) or 0


def _check_kept(span: Span) -> None:
    """Nothing is computed of calls that are there in part."""
    refuse_sealed(span.starts, "what is computed of calls", f"calls from {span.starts:%Y-%m-%d}")


def _charged(query: Query, tenant_id: int) -> Query:
    """Calls with the outside that were answered: those with a first crossing."""
    return query.where(
        Conversation.tenant_id == tenant_id,
        Conversation.direction.in_((INBOUND, OUTBOUND)),
        Conversation.paid_uuid.is_not(None),
    )


def _started_in(what: type[Conversation] | type[Leg], span: Span) -> Any:
    return and_(what.started_at >= span.starts, what.started_at < span.ends)


def _touching(what: type[Conversation] | type[Leg], span: Span) -> Any:
    earliest = Span(span.starts - LONGEST_CALL, span.ends)
    inside = or_(what.started_at >= span.starts, what.ended_at > span.starts)
    return and_(_started_in(what, earliest), inside)


def _by_character() -> str:
    """The collation that compares text as Python does; a language's own would leave out hyphens."""
    return "C" if db.engine.dialect.name == "postgresql" else "BINARY"


def by_kind(tenant_id: int, span: Span) -> dict[str, tuple[int, int]]:
    """How many crossings of each kind started in ``span``, and their talk in microseconds altogether."""
    _check_kept(span)
    c, g, many = Conversation, Leg, func.count()
    kind = func.coalesce(c.paid_kind, c.direction)
    first = _charged(select(kind, many, func.sum(c.billusec)), tenant_id).where(_started_in(c, span))
    further = select(g.kind, many, func.sum(g.billusec)).where(
        g.tenant_id == tenant_id, FURTHER_CROSSING, _started_in(g, span)
    )
    grouped = (*db.session.execute(first.group_by(kind)), *db.session.execute(further.group_by(g.kind)))
    return {name: (count, int(talk)) for name, count, talk in grouped}
