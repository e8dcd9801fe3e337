"""Views that may show what was so a moment ago read from a replica; nothing else does, nobody writes there.

``may_lag`` is the mark. Where there is no replica, or it is away, or further behind than
``SEATYARD_REPLICA_LAG``, they read from the primary.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from prometheus_client import Counter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from . import away
from .app import settings_of
from .db import REPLICA, db, lagging
from .rarely import Rarely
from .watch.registry import REGISTRY

logger = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Any])

GOOD, BAD = 2.0, 10.0
"""Seconds for which a look at the replica holds: one that found it well, and one that did not."""
_STANDING = "replica"
_READ = Counter(
    "seatyard_replica_views",
    "Views that may lag, by where they read: replica; primary, as the replica is away or behind",
    ["where"],
    registry=REGISTRY,
)
_REACHED = text(
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn),"
    " extract(epoch FROM CAST(:now AS timestamptz) - pg_last_xact_replay_timestamp())"
)
_WRITTEN = text("SELECT pg_current_wal_lsn()::text, now()::text")


class NoReplica(Exception):
    """Something answers there, and it is none."""


class Standing:
    """What was last seen of the replica; made once an application."""

    def __init__(self) -> None:
        self._usable = False
        self._until = 0.0
        self._lines = Rarely()

    def usable(self, bound: float) -> bool:
        if time.monotonic() >= self._until:
            self._look(bound)
        return self._usable

    def lost(self, why: str) -> None:
        """For a while nobody asks it."""
        self._usable, self._until = False, time.monotonic() + BAD
        more = self._lines.due()
        if more is not None:
            logger.warning("replica: %s; the primary is asked instead%s", why, more)

    def _look(self, bound: float) -> None:
        try:
            behind = lag()
        except (SQLAlchemyError, NoReplica) as error:
            self.lost(away.said(error) if isinstance(error, SQLAlchemyError) else str(error))
            return
        if behind > bound:
            self.lost(f"{behind:.0f} s behind, of at most {bound:.0f}")
        else:
            self._usable, self._until = True, time.monotonic() + GOOD


def is_set() -> bool:
    return REPLICA in db.engines


def lag() -> float:
    """Seconds that the replica is behind: 0 where it has all that the primary had written when asked; else
    the age of the last transaction that it has, by the primary's clock. NoReplica, or as the driver says."""
    with db.engines[None].connect() as primary:
        written, now = primary.execute(_WRITTEN).one()
    with db.engines[REPLICA].connect() as there:
        replays, has_all, seconds = there.execute(_REACHED, {"written": written, "now": now}).one()
    if not replays:
        raise NoReplica("what answers there is no replica")
    if has_all:
        return 0.0
    return float("inf") if seconds is None else max(float(seconds), 0.0)


def may_lag(view: F) -> F:
    """Mark a view that only reads, under all other marks: what it asks goes to the replica, and once more to
    the primary where the replica breaks off."""

    @functools.wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if not is_set():
            return view(*args, **kwargs)
        standing: Standing = current_app.extensions.setdefault(_STANDING, Standing())
        if standing.usable(settings_of(current_app).replica_lag):
            try:
                with lagging():
                    shown = view(*map(_kept, args), **kwargs)
            except SQLAlchemyError as error:
                if not away.is_away(error):
                    raise
                db.session.rollback()
                standing.lost(away.said(error))
            else:
                _READ.labels("replica").inc()
                return shown
        _READ.labels("primary").inc()
        return view(*args, **kwargs)

    asked.may_lag = True  # type: ignore[attr-defined]
    return asked  # type: ignore[return-value]


def _kept(argument: Any) -> Any:
    """What a request asked, in a dictionary that the view may take apart: it may be needed once more."""
    return dict(argument) if isinstance(argument, dict) else argument
