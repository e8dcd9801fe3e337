"""Durable intake: a record is kept word for word, once per (node, uuid, leg), before anyone is told so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask, current_app, has_app_context
from prometheus_client import Counter
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from seatyard import findings, scope, traces
from seatyard.db import transaction
from seatyard.errors import Unavailable
from seatyard.rarely import Rarely
from seatyard.watch.registry import REGISTRY

from . import body, keeping
from .errors import CdrRefused
from .keeping import Arrival
from .together import Together
from .via import POST

log = logging.getLogger(__name__)

MOST = 500
"""Records of one transaction at most."""
WAITING = 800
"""Posts that wait in one process at most, fewer than gunicorn lets it have connections (1,000); more are
answered 503, and the node keeps them."""
PATIENCE = 20.0
"""Seconds that a post waits at most."""

_TAKEN = Counter(
    "seatyard_records_taken",
    "Call records that came and are in the database: stored, known before, in conflict with what is known",
    ("node", "via", "outcome"),
    registry=REGISTRY,
)

_LINE, _WRITER, _LINES = "cdr intake", "cdr intake's writer", "cdr intake's lines about what was not kept"


def init_app(app: Flask) -> None:
    """One line of waiting records a process, and a thread that writes those that nobody waits for."""

    def write(arrivals: Sequence[Arrival]) -> list[str | Exception]:
        if has_app_context():  # the session of whoever waits; another one would wait for it on SQLite
            return commit(arrivals)
        with app.app_context(), scope.everyone():
            return commit(arrivals)

    app.extensions[_LINE] = Together(write, most=MOST, waiting=WAITING, patience=PATIENCE)
    app.extensions[_WRITER] = ThreadPoolExecutor(1, "cdr-intake")
    app.extensions[_LINES] = Rarely()


def take(node_name: str, raw: bytes, *, named: str = "", via: str = POST) -> str:
    """Keep a record, together with those that other requests bring; returns after the commit.

    ``stored``, ``known`` or ``conflict`` (``keeping.keep``). Raises CdrRefused, NotFound (no such node), and
    Unavailable when the database did not take it: then nothing of it is there.
    """
    return _line(current_app).bring(Arrival(node_name, body.read(raw, named), named, via))


def leave(
    app: Flask, node_name: str, raw: bytes, *, named: str, told: Callable[[str | Exception], None]
) -> None:
    """``take`` for posts, without waiting: ``told`` is called after the commit, with what ``take`` returns
    or raises. Raises CdrRefused, and Unavailable when too many wait."""
    arrival = Arrival(node_name, body.read(raw, named), named, POST)
    _line(app).leave(arrival, told, app.extensions[_WRITER].submit)


def give_up(app: Flask) -> None:
    """Tell those that were left, and have waited too long, that they were not kept."""
    _line(app).give_up()


def _line(app: Flask) -> Together[Arrival, str]:
    line: Together[Arrival, str] = app.extensions[_LINE]
    return line


def commit(arrivals: Sequence[Arrival]) -> list[str | Exception]:
    """Keep these records in one transaction; what became of each.

    One that the database refuses is refused alone. Raises Unavailable when the database is not there.
    """
    try:
        with traces.span("keep call records", records=len(arrivals)), transaction():
            kept = keeping.keep(arrivals)
        _count(arrivals, kept)
        return kept
    except (OperationalError, InterfaceError) as error:
        raise _unavailable(arrivals, error) from error
    except (SQLAlchemyError, ValueError) as error:
        if len(arrivals) == 1:
            return [_unavailable(arrivals, error)]
    return [_alone(arrival) for arrival in arrivals]


def _count(arrivals: Sequence[Arrival], kept: Sequence[str | Exception]) -> None:
    for arrival, outcome in zip(arrivals, kept, strict=True):
        if isinstance(outcome, str):
            _TAKEN.labels(arrival.node_name, arrival.via, outcome).inc()


def _alone(arrival: Arrival) -> str | Exception:
    try:
        return commit([arrival])[0]
    except Unavailable as error:
        return error


def _unavailable(arrivals: Sequence[Arrival], error: Exception) -> Unavailable:
    """Said without the database's own words, which hold the records."""
    cause = type(getattr(error, "orig", None) or error).__name__
    lines: Rarely = current_app.extensions[_LINES]
    if (more := lines.due(cause)) is not None:
        first = arrivals[0]
        about_it = {"call_uuid": first.posted.uuid, "node": first.node_name}
        told = "%d call records not kept, %s: %s%s"
        log.error(told, len(arrivals), first.posted.uuid, cause, more, extra=about_it)
    return Unavailable(f"not kept: the database said {cause}", where="call record")


@contextmanager
def refusals_counted(node_name: str, named: str = "") -> Iterator[None]:
    """Count a record refused inside the block, in a transaction of its own, and let the error pass."""
    try:
        yield
    except CdrRefused as error:
        about_it = {"call_uuid": named, "node": node_name}
        log.warning("node %s: record %s refused: %s", node_name, named or "-", error, extra=about_it)
        findings.report_alone(error.kind, keeping.about(node_name, named), str(error), node=node_name)
        raise
