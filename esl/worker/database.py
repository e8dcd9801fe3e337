"""The database as a worker meets it: not there yet, or away for a while."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from seatyard import away, migrations
from seatyard.errors import Unavailable

from ..session.backoff import Backoff

logger = logging.getLogger(__name__)

AGAIN_FIRST, AGAIN_MOST = 0.5, 10.0
"""Seconds until a database that is away is asked again: doubling from the first to the most."""


@contextmanager
def needed(app: Flask, where: str) -> Iterator[None]:
    """The application around what cannot do without it. Raises Unavailable while it is away."""
    with app.app_context():
        try:
            yield
        except SQLAlchemyError as error:
            if not away.is_away(error):
                raise
            raise Unavailable(f"the database is away: {away.said(error)}", where=where) from error


def await_current(app: Flask) -> None:
    """Wait until it answers. Raises InvalidInput when its schema is not ours."""
    pauses = Backoff(AGAIN_FIRST, AGAIN_MOST)
    while True:
        try:
            with needed(app, "database"):
                migrations.must_be_current(app)
        except Unavailable as error:
            pause = pauses.next()
            logger.warning("%s; asked again in %.1f s", error, pause)
            gevent.sleep(pause)
        else:
            return
