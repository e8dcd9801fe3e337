"""A month's calls, dropped: sealed first, then taken out, whatever breaks off in between.

On PostgreSQL the month's parts are detached and dropped, which costs the same however many calls it had; on
SQLite its rows are deleted. With each leg goes what is kept of it by name: its record word for word, its
links, the hang-up heard, its holds. What the days came to stays (``summed``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from sqlalchemy import and_, delete, func, select, text

from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict
from seatyard.months import months_after

from ..calls import parts
from ..calls.fold import lock
from ..calls.months import its_rows
from ..models import Conversation, Leg
from ..recordings.models import Recording
from . import leftovers, summed
from .boundary import LAST
from .models import DroppedMonth

log = logging.getLogger(__name__)

Nothing = Callable[[], object]


def due_next() -> date | None:
    """The first day of the month that goes next; none where no call was ever kept."""
    with snapshot():
        last = db.session.scalar(LAST)
        if last is not None:
            return months_after(last, 1)
        begins = db.session.scalar(select(func.min(Conversation.started_at)))
    return begins.date().replace(day=1) if begins else None


def recorded(month: date) -> int:
    """How many recordings are kept of the month's calls: who hears one is told of its call."""
    of_leg = and_(
        Recording.tenant_id == Leg.tenant_id,
        Recording.node_id == Leg.node_id,
        Recording.leg_uuid == Leg.uuid,
    )
    rows = select(func.count()).select_from(Recording).join(Leg, of_leg)
    return db.session.scalar(rows.where(its_rows(Leg, month))) or 0


def seal(month: date, *, by: str, reason: str, then: Nothing = lambda: None) -> DroppedMonth:
    """From now on nothing of the month changes. Commits, with what ``then`` does: count what will be gone.

    Its days' sums are made before. Conflict where it is not the one that goes next.
    """
    check_next(month)
    if _has_parts():
        parts.make(month)  # with what lay in the default part
    summed.keep(month)
    with transaction():
        lock()  # whoever folds is done, and the next one sees the seal
        check_next(month)
        if changed := summed.missing(month):
            raise Conflict(f"calls of {changed[0][1]} changed meanwhile", where=f"{month:%Y-%m}")
        calls, legs = (_count(model, month) for model in (Conversation, Leg))
        row = DroppedMonth(month=month, calls=calls, legs=legs, by=by, reason=reason)
        db.session.add(row)
        db.session.flush()
        then()
    log.info("calls of %s are sealed: %d calls, %d legs", f"{month:%Y-%m}", calls, legs)
    return row


def check_next(month: date) -> None:
    """Raise Conflict for a month that is not the one that goes next."""
    following = due_next()
    if month != following:
        allowed = "none: there are no calls" if following is None else f"{following:%Y-%m}, the next one"
        raise Conflict("months of calls go in order", where=f"{month:%Y-%m}", allowed=allowed)


def unfinished() -> list[date]:
    """Months that are sealed, and not gone yet, the oldest first."""
    with snapshot():
        waiting = select(DroppedMonth.month).where(DroppedMonth.done_at.is_(None))
        return list(db.session.scalars(waiting.order_by(DroppedMonth.month)))


def finish(month: date) -> None:
    """Take a sealed month's rows out; again, after whatever broke it off, it goes on. Commits as it goes."""
    if _has_parts():
        _detach(month)
        leftovers.of_part(parts.part("legs", month))
        _drop(month)
    else:
        leftovers.of_rows(month)
        with transaction():
            db.session.execute(delete(Conversation).where(its_rows(Conversation, month)))
    with transaction():
        row = db.session.get_one(DroppedMonth, month)
        row.done_at = clock.now()
    log.info("calls of %s are dropped", f"{month:%Y-%m}")


def _has_parts() -> bool:
    return db.engine.dialect.name == "postgresql"


def _count(model: type[Conversation] | type[Leg], month: date) -> int:
    rows = select(func.count()).select_from(model).where(its_rows(model, month))
    return db.session.scalar(rows) or 0


def _detach(month: date) -> None:
    """Both parts at once: from then on the month has no calls, and no legs."""
    with parts.alone():
        for table in parts.TABLES:
            if parts.is_attached(table, month):
                _run(f"ALTER TABLE {table} DETACH PARTITION {parts.part(table, month)}")
    with transaction():
        for name in leftovers.references(parts.part("legs", month)):
            _run(f'ALTER TABLE {parts.part("legs", month)} DROP CONSTRAINT "{name}"')


def _drop(month: date) -> None:
    with parts.alone():
        for table in parts.TABLES:
            _run(f"DROP TABLE IF EXISTS {parts.part(table, month)}")


def _run(statement: str) -> None:
    """Of names that are made of months."""
    db.session.execute(text(statement))
