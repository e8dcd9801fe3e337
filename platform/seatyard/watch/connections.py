"""Connections to the database: how many a process has, how many of them are at work, how often none came."""

from __future__ import annotations

from typing import Any

from flask import Flask
from prometheus_client import Counter, Gauge
from sqlalchemy import event

from ..db import db
from .registry import REGISTRY

_OPEN = Gauge(
    "seatyard_database_connections",
    "Connections that are open",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
_AT_WORK = Gauge(
    "seatyard_database_connections_in_use",
    "Of them, those that somebody has",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
MOST = Gauge(
    "seatyard_database_connections_most",
    "As many as may be open at once",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
AWAY = Counter("seatyard_database_away", "Requests that failed as the database was away", registry=REGISTRY)


def init_app(app: Flask) -> None:
    """Hear the pool of this application."""
    with app.app_context():
        pool: Any = db.engine.pool
    for name, gauge, step in (
        ("connect", _OPEN, 1),
        ("close", _OPEN, -1),
        ("checkout", _AT_WORK, 1),
        ("checkin", _AT_WORK, -1),
    ):
        event.listen(pool, name, _stepping(gauge, step))
    event.listen(pool, "detach", _given_away)
    if hasattr(pool, "_max_overflow") and hasattr(pool, "size"):
        MOST.set(pool.size() + pool._max_overflow)


def _stepping(gauge: Gauge, step: int) -> Any:
    return lambda *_: gauge.inc(step)


def _given_away(*_: Any) -> None:
    """A claim's connection is the pool's no longer, and is not heard of any more."""
    _OPEN.dec()
    _AT_WORK.dec()
