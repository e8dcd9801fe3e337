"""Work that goes on until told to stop, and that a failure does not end."""

from __future__ import annotations

import logging
from collections.abc import Callable

import gevent
from flask import Flask
from gevent.event import Event as Flag

from ..session.backoff import Backoff

logger = logging.getLogger(__name__)

FAILED_FIRST, FAILED_MOST = 1.0, 30.0
"""Seconds until failing work is tried again: doubling from the first to the most."""


def every(seconds: float, name: str, work: Callable[[], object], app: Flask, stop: Flag) -> gevent.Greenlet:
    """Run ``work`` in the application every so many seconds, at once again while it answers true.

    A failure is logged, and tried again after a while that grows while it goes on failing.
    """

    def run() -> None:
        pauses = Backoff(FAILED_FIRST, FAILED_MOST)
        while not stop.is_set():
            try:
                with app.app_context():
                    more = work()
            except Exception:
                pause = pauses.next()
                logger.exception("%s failed; again in %.1f s", name, pause)
                stop.wait(pause)
            else:
                pauses.reset()
                if more:
                    gevent.idle()
                else:
                    stop.wait(seconds)

    return gevent.spawn(run)
