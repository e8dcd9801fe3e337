"""What calls come to, counted in the database by group: exact, of the rows as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnClause,
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

from ..models import ANSWERED, INBOUND, SELF_SERVICE, Conversation, Leg, Supervision
from ..seat_time.reading import LONGEST_CALL
from .conditions import (
    GAVE_UP,
    LET_IN,
    LET_OUT,
    QUEUE_ANSWERED,
    SECOND,
    SERVICE_SECONDS,
    many,
    of_queues,
    total,
)
from .figures import Counts
from .origins import PREFIX
from .periods import Period, label

SECOND_CALL_DAYS = 7
"""A second call of the same number within these is taken to be on the same matter."""
SATISFIED = 4
"""The least mark of a satisfied caller, of 5."""
SLOT, QUEUE, NUMBER, ORIGIN, ALL = "slot", "queue", "number", "origin", "all"
"""What calls may be grouped by."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which calls of a tenant are counted; what is None does not narrow."""

    tenant_id: int
    period: Period
    queue_id: int | None = None
    within: int = SERVICE_SECONDS
    """Seconds of the service level."""

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


def counted(which: Which, by: str) -> dict[Any, Counts]:
    """By slot (its number, ``Period.slot`` seconds long, since 1970), by queue's id, by the number called, by
    the first characters of the caller's, or all together (under 0).

    With what takes another look at the calls: who was passed on, who called again.
    """
    key = _key(by, which.period)
    found = dict(_sums(which, key))
    for one, passed in db.session.execute(_transferred(which, key)):
        found[one] = replace(found.get(one, Counts()), transferred=passed)
    for one, judged, alone in db.session.execute(_resolution(which, key)):
        found[one] = replace(found.get(one, Counts()), judged=judged, resolved=int(alone or 0))
    return found


def by_piece(found: Mapping[int, Counts], period: Period, cut: str) -> dict[str, Counts]:
    """Slots put together into the period's hours, days, weeks or months, all of them, in order."""
    pieces = dict.fromkeys(period.labels(cut), Counts())
    for slot, counts in found.items():
        at = period.local(slot * period.slot)
        name = label(at.date(), at.hour, cut)
        pieces[name] = pieces.get(name, Counts()) + counts
    return pieces


def by_hour_of_day(found: Mapping[int, Counts], period: Period) -> dict[int, Counts]:
    """Of all days together, by the local clock's hours 0 to 23."""
    hours = dict.fromkeys(range(24), Counts())
    for slot, counts in found.items():
        hour = period.local(slot * period.slot).hour
        hours[hour] = hours[hour] + counts
    return hours


def together(found: Iterable[Counts]) -> Counts:
    return sum(found, Counts())


def epoch(moment: Any) -> ColumnElement[int]:
    """Whole seconds since 1970, on either database."""
    if db.engine.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", moment)), Integer)
    return cast(func.strftime("%s", moment), Integer)


def _key(by: str, period: Period) -> Any:
    keys = {
        QUEUE: c.queue_id,
        NUMBER: c.did,
        ORIGIN: func.substr(c.caller, 1, PREFIX),
        ALL: literal_column("0"),
    }
    return keys[by] if by in keys else epoch(c.started_at).op("/")(literal_column(str(period.slot)))


def _grouped(query: Select[Any], key: Any) -> Select[Any]:
    return query if isinstance(key, ColumnClause) and key.is_literal else query.group_by(key)


def _sums(which: Which, key: Any) -> Iterator[tuple[Any, Counts]]:
    """By key: what a look at each call by itself tells."""
    answered = and_(LET_IN, c.outcome == ANSWERED)
    trunk = epoch(c.ended_at) - epoch(c.started_at)
    columns = {
        "entered": many(LET_IN),
        "turned_away": many(and_(c.direction == INBOUND, c.refused.is_not(None))),
        "self_served": many(and_(LET_IN, c.outcome == SELF_SERVICE)),
        "answered": many(answered),
        **of_queues(which.within),
        "waited": total(QUEUE_ANSWERED, c.wait_us),
        "gave_up_after": total(GAVE_UP, c.wait_us),
        "dialled": many(LET_OUT),
        "dialled_answered": many(and_(LET_OUT, c.outcome == ANSWERED)),
        "trunk": total(or_(LET_IN, LET_OUT), trunk) * SECOND,
        "scored": many(and_(answered, c.score.is_not(None))),
        "satisfied": many(and_(answered, c.score >= SATISFIED)),
    }
    query = _grouped(select(key, *columns.values()).where(*which.calls), key)
    for one, *numbers in db.session.execute(query):
        yield one, Counts(**{name: int(n or 0) for name, n in zip(columns, numbers, strict=True)})


def _transferred(which: Which, key: Any) -> Select[Any]:
    """Calls that came in and were answered by seats more than one after another, or were sent on outside.

    A supervisor who listens has a leg too, and is no one that the call was passed on to.
    """
    listens = select(Supervision.evidence).where(
        Supervision.tenant_id == which.tenant_id, Supervision.evidence == Leg.uuid
    )
    seats = func.count(case((Leg.side == "seat", Leg.seat_id)).distinct())
    away = func.count(case((Leg.kind == "transferred", 1)))
    passed = (
        select(Leg.conversation_id)
        .where(
            Leg.tenant_id == which.tenant_id,
            Leg.started_at >= which.period.starts,
            Leg.started_at < which.period.ends + LONGEST_CALL,
            Leg.answered_at.is_not(None),
            ~listens.exists(),
        )
        .group_by(Leg.conversation_id)
        .having(or_(seats > 1, away > 0))
        .subquery()
    )
    calls = select(key, func.count()).select_from(c).join(passed, passed.c.conversation_id == c.id)
    return _grouped(calls.where(*which.calls, c.direction == INBOUND, c.outcome == ANSWERED), key)


def _resolution(which: Which, key: Any) -> Select[Any]:
    """Calls answered, of shown numbers, whose time for a second one is over; and those without a second."""
    days = timedelta(days=SECOND_CALL_DAYS)
    began = epoch(c.started_at)
    following = func.lead(began).over(partition_by=c.caller, order_by=(c.started_at, c.id))
    watched = (
        select(key.label("key"), c.outcome, c.started_at, began.label("began"), following.label("next"))
        .where(
            *which.own,
            c.started_at < which.period.ends + days,
            c.direction == INBOUND,
            c.caller.startswith("+"),
        )
        .add_columns(c.queue_id)
        .subquery()
    )
    w = watched.c
    over = min(which.period.ends, clock.now() - days)
    alone = or_(w.next.is_(None), w.next - w.began > days.total_seconds())
    query = select(w.key, func.count(), func.sum(case((alone, 1), else_=0)))
    query = query.where(w.outcome == ANSWERED, w.started_at < over)
    if which.queue_id is not None:
        query = query.where(w.queue_id == which.queue_id)
    return query.group_by(w.key)
