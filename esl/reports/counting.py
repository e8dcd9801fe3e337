"""What calls come to, counted in the database by group: exact, of the rows as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from seatyard import clock
from seatyard.db import db

from ..calls.lengths import LONGEST_CALL
from ..models import ANSWERED, INBOUND, SELF_SERVICE, TAKERS, Conversation, Leg, Supervision
from ..seat_time.days import midnight
from .conditions import (
    GAVE_UP,
    LET_IN,
    LET_OUT,
    QUEUE_ANSWERED,
    SECOND,
    many,
    of_queues,
    total,
)
from .figures import Counts
from .origins import PREFIX
from .periods import Period

SECOND_CALL_DAYS = 7
"""A second call of the same number within these is taken to be on the same matter."""
JUDGED_AFTER = timedelta(days=SECOND_CALL_DAYS, hours=1)
"""After the end of a day: its calls count for first-call resolution."""
SATISFIED = 4
"""The least mark of a satisfied caller, of 5."""
SLOT, QUEUE, NUMBER, ORIGIN = "slot", "queue", "number", "origin"
"""What calls may be grouped by."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which calls of a tenant are counted; what is None does not narrow."""

    tenant_id: int
    period: Period
    queue_id: int | None = None

    @property
    def calls(self) -> tuple[ColumnElement[bool], ...]:
        return (*self.own, *self.narrowed, c.started_at < self.period.ends)

    @property
    def own(self) -> tuple[ColumnElement[bool], ...]:
        return c.tenant_id == self.tenant_id, c.started_at >= self.period.starts

    @property
    def narrowed(self) -> tuple[ColumnElement[bool], ...]:
        return () if self.queue_id is None else (c.queue_id == self.queue_id,)


c = Conversation


def counted(which: Which, *by: str) -> dict[tuple[Any, ...], Counts]:
    """By slot (its number, ``Period.slot`` seconds long, since 1970), by queue's id, by the number called, by
    the first characters of the caller's, by several of these, or all together (under an empty key).

    With what takes another look at the calls: who was passed on, who called again.
    """
    keys = [_key(one, which.period) for one in by]
    found = dict(_sums(which, keys))
    for *one, passed in db.session.execute(_transferred(which, keys)):
        found[(*one,)] = replace(found.get((*one,), Counts()), transferred=passed)
    if which.period.starts >= judged_until(which.period.zone):
        return found
    for *one, judged, alone in db.session.execute(_resolution(which, keys)):
        found[(*one,)] = replace(found.get((*one,), Counts()), judged=judged, resolved=int(alone or 0))
    return found


def judged_until(zone: ZoneInfo) -> datetime:
    """The local midnight before which every day's calls are judged by their second ones: all at once, when
    the days in which those may come have been over for an hour."""
    return midnight((clock.now() - JUDGED_AFTER).astimezone(zone).date(), zone)


def epoch(moment: Any) -> ColumnElement[int]:
    """Whole seconds since 1970, on either database."""
    if db.engine.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", moment)), Integer)
    return cast(func.strftime("%s", moment), Integer)


def _key(by: str, period: Period) -> Any:
    keys: dict[str, Any] = {QUEUE: c.queue_id, NUMBER: c.did, ORIGIN: func.substr(c.caller, 1, PREFIX)}
    return keys[by] if by in keys else epoch(c.started_at).op("/")(literal_column(str(period.slot)))


def _sums(which: Which, keys: Sequence[Any]) -> Iterator[tuple[tuple[Any, ...], Counts]]:
    """By key: what a look at each call by itself tells."""
    answered = and_(LET_IN, c.outcome == ANSWERED)
    trunk = epoch(c.ended_at) - epoch(c.started_at)
    columns = {
        "entered": many(LET_IN),
        "turned_away": many(and_(c.direction == INBOUND, c.refused.is_not(None))),
        "self_served": many(and_(LET_IN, c.outcome == SELF_SERVICE)),
        "answered": many(answered),
        **of_queues(),
        "waited": total(QUEUE_ANSWERED, c.wait_us),
        "gave_up_after": total(GAVE_UP, c.wait_us),
        "dialled": many(LET_OUT),
        "dialled_answered": many(and_(LET_OUT, c.outcome == ANSWERED)),
        "trunk": total(or_(LET_IN, LET_OUT), trunk) * SECOND,
        "scored": many(and_(answered, c.score.is_not(None))),
        "satisfied": many(and_(answered, c.score >= SATISFIED)),
    }
    query = select(*keys, *columns.values()).where(*which.calls).group_by(*keys)
    for row in db.session.execute(query):
        numbers = zip(columns, row[len(keys) :], strict=True)
        yield tuple(row[: len(keys)]), Counts(**{name: int(number or 0) for name, number in numbers})


def _transferred(which: Which, keys: Sequence[Any]) -> Select[Any]:
    """Calls that came in and were answered by seats more than one after another, or were sent on outside.

    A supervisor who listens has a leg too, and is no one that the call was passed on to.
    """
    listens = select(Supervision.evidence).where(
        Supervision.tenant_id == which.tenant_id, Supervision.evidence == Leg.uuid
    )
    seat = case((Leg.side == "seat", Leg.seat_id))
    several = func.min(seat) < func.max(seat)  # their number, counted apart, is dear
    away = func.count(case((Leg.kind == "transferred", 1))) > 0
    reached = (*which.calls, c.direction == INBOUND, c.outcome == ANSWERED)
    passed = (
        select(Leg.conversation_id)
        .where(
            Leg.tenant_id == which.tenant_id,
            Leg.started_at >= which.period.starts,
            Leg.started_at < which.period.ends + LONGEST_CALL,
            TAKERS,
            Leg.conversation_id.in_(select(c.id).where(*reached)),
            ~listens.exists(),
        )
        .group_by(Leg.conversation_id)
        .having(or_(several, away))
        .subquery()
    )
    calls = select(*keys, func.count()).select_from(c).join(passed, passed.c.conversation_id == c.id)
    return calls.where(*reached).group_by(*keys)


def _resolution(which: Which, keys: Sequence[Any]) -> Select[Any]:
    """Calls answered, of shown numbers, of days whose time for a second one is over; and those without a
    second."""
    days = timedelta(days=SECOND_CALL_DAYS)
    began = epoch(c.started_at)
    following = func.lead(began).over(partition_by=c.caller, order_by=(c.started_at, c.id))
    named = [key.label(f"key{at}") for at, key in enumerate(keys)]
    watched = (
        select(*named, c.outcome, c.started_at, began.label("began"), following.label("next"))
        .where(
            *which.own,
            c.started_at < which.period.ends + days,
            c.direction == INBOUND,
            c.caller.startswith("+"),
        )
        .add_columns(c.queue_id.label("in_queue"))
        .subquery()
    )
    w = watched.c
    over = min(which.period.ends, judged_until(which.period.zone))
    alone = or_(w.next.is_(None), w.next - w.began > days.total_seconds())
    its = [w[one.name] for one in named]
    query = select(*its, func.count(), func.sum(case((alone, 1), else_=0)))
    query = query.where(w.outcome == ANSWERED, w.started_at < over)
    if which.queue_id is not None:
        query = query.where(w.in_queue == which.queue_id)
    return query.group_by(*its)
