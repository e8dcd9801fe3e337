"""The database seen from the worker: what it does not answer is kept here, and written once it is back.

While it is away calls go on, but nothing that somebody wants done reaches the switch. Two signals: a query on
a connection that the worker has, and one on a connection made for it. An outage of it befalls every node
that the worker takes care of; what a worker that dies meanwhile had noticed is lost with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

import gevent
from sqlalchemy import URL, Engine, create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from seatyard import clock, findings
from seatyard.away import said
from seatyard.db import db, insert, transaction

from ..models import Outage
from . import agreed
from .combine import Alone, Begun, Change, Combiner, Ended, Grown, Seen, Silence
from .kinds import DATABASE_AWAY, DATABASE_FRESH, DATABASE_POOL
from .moments import NodeClock
from .rows import tell

EVERY = 2.0
LIMIT = 5.0
"""Seconds until no answer is no answer."""
_KEY = ("node_id", "kind", "starts_at")
QUESTION = text("SELECT count(*) FROM nodes")

Look = tuple[bool, str]
"""Whether it answered, and what was seen in place of an answer."""


@dataclass(frozen=True, slots=True)
class Away:
    """A time in which the database did not answer."""

    begun: Begun
    more: tuple[Silence, ...]
    ended: Ended


class DatabaseWatch:
    """``step`` needs an application around it."""

    def __init__(
        self,
        node_ids: Callable[[], Collection[int]],
        elapsed: Callable[[], float] = time.monotonic,
        looks: dict[str, Callable[[], Look]] | None = None,
    ) -> None:
        self._node_ids = node_ids
        self._clock = NodeClock(elapsed)
        self._combiner = Combiner()
        self._looks = looks or {DATABASE_POOL: own, DATABASE_FRESH: fresh}
        self._away: list[Away] = []
        self._alone: list[Alone] = []
        self._begun: Begun | None = None
        self._more: tuple[Silence, ...] = ()

    def step(self) -> None:
        """Ask, and write what was noticed if it answers."""
        seen = []
        for signal, look in self._looks.items():
            ok, what = look()
            seen.append(Seen(signal, self._clock.now(), ok, what))
        for one in sorted(seen, key=lambda one: not one.ok):
            for change in self._combiner.feed(one):
                self._take(change)
        if all(one.ok for one in seen):
            self._clock.told(clock.now())
            self._write()

    def _take(self, change: Change) -> None:
        match change:
            case Begun():
                self._begun, self._more = change, ()
            case Grown():
                self._more += change.silences
            case Ended() if self._begun is not None:
                self._away.append(Away(self._begun, self._more, change))
                self._begun = None
            case Alone():
                self._alone.append(change)

    def _write(self) -> None:
        if not self._away and not self._alone:
            return
        rows = [_row(node_id, away) for away in self._away for node_id in sorted(self._node_ids())]
        with transaction():
            if rows:
                db.session.execute(insert(Outage).on_conflict_do_nothing(), rows)
            for row in rows:
                tell(db.session.scalars(select(Outage).filter_by(**{one: row[one] for one in _KEY})).one())
            for one in self._alone:
                message = f"the database: {one.signal} got no answer for a while ({one.what}), the other did"
                span = f"{one.since.isoformat()} to {one.until.isoformat()}"
                findings.report(agreed.ALONE, f"database/{one.signal}", message, span=span)
        self._away, self._alone = [], []


def _row(node_id: int, away: Away) -> dict[str, object]:
    silences = (*away.begun.silences, *away.more)
    return {
        "node_id": node_id,
        "kind": DATABASE_AWAY,
        "starts_at": away.begun.starts_at,
        "ends_at": away.ended.ends_at,
        "certain": True,
        "cause": "provider",
        "evidence": {"signals": agreed.pieces(silences, away.ended)},
    }


def own() -> Look:
    """On one of the worker's connections; the first after a restart of the database is a dead one."""
    ok, what = _asked(db.engine)
    return (ok, what) if ok else _asked(db.engine)


def fresh() -> Look:
    """On a connection made for it."""
    return _asked(_unpooled(db.engine.url))


@lru_cache(maxsize=2)
def _unpooled(url: URL) -> Engine:
    limit = "connect_timeout" if url.get_backend_name() == "postgresql" else "timeout"
    return create_engine(url, poolclass=NullPool, connect_args={limit: int(LIMIT)})


def _asked(engine: Engine) -> Look:
    try:
        with gevent.Timeout(LIMIT, TimeoutError(f"no answer in {LIMIT:g} s")), engine.connect() as connection:
            connection.execute(QUESTION).one()
    except TimeoutError as error:
        return False, str(error)
    except SQLAlchemyError as error:
        return False, said(error)
    return True, ""
