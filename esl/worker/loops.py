"""Work that goes on until told to stop, and that a failure does not end."""

from __future__ import annotations

import logging
from collections.abc import Callable

import gevent
from flask import Flask
from gevent.event import Event as Flag
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from seatyard import away
from seatyard.errors import SwitchError
from seatyard.logs import about
from seatyard.watch.registry import REGISTRY

from ..session.backoff import Backoff
from ..session.patience import give_way

logger = logging.getLogger(__name__)

_FAILED = Counter(
    "seatyard_worker_failures",
    "Work of the worker that failed, and is tried again",
    ("work",),
    registry=REGISTRY,
)
TURN = 0.05
"""Seconds at most that everybody else has before work that goes on does."""
FAILED_FIRST, FAILED_MOST = 1.0, 30.0
"""Seconds until failing work is tried again: doubling from the first to the most."""


def every(
    seconds: float,
    name: str,
    work: Callable[[], object],
    app: Flask,
    stop: Flag,
    again_most: float = FAILED_MOST,
    *,
    node: str | None = None,
) -> gevent.Greenlet:
    """Run ``work`` in the application every so many seconds, at once again while it answers true.

    Its lines in the log are about ``node``, where it is about one.
    A failure is logged, and tried again after a while that grows to ``again_most`` while it goes on failing.
    """

    def run() -> None:
        with about(node=node):
            go_on()

    def go_on() -> None:
        pauses = Backoff(FAILED_FIRST, again_most)
        while not stop.is_set():
            try:
                with app.app_context():
                    more = work()
            except Exception as error:
                pause = pauses.next()
                _FAILED.labels(name).inc()
                said = _expected(error)
                logger.log(
                    logging.WARNING if said else logging.ERROR,
                    "%s failed; again in %.1f s%s",
                    name,
                    pause,
                    f": {said}" if said else "",
                    exc_info=not said,
                )
                stop.wait(pause)
            else:
                pauses.reset()
                if more:
                    give_way(TURN)
                else:
                    stop.wait(seconds)

    return gevent.spawn(run)


def _expected(error: Exception) -> str | None:
    """One line of what an installation has to expect: the database or the switch is away."""
    match error:
        case SQLAlchemyError() if away.is_away(error):
            return away.said(error)
        case SwitchError():
            return str(error)
    return None
