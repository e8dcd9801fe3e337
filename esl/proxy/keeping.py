"""A running proxy's lists are kept as the database has them: written when they change, then taken over.

A list that the proxy did not take over is tried again, and is a finding until it does: meanwhile the
proxy goes by the list before.
"""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from seatyard import away, findings
from seatyard.db import db, snapshot, transaction
from seatyard.errors import SeatyardError, Unavailable
from seatyard.files import write

from . import rpc
from .conf import LISTED
from .lists import RELOADED_BY, lists
from .places import Places

logger = logging.getLogger(__name__)

BEHIND = "proxy_behind"
"""Keyed by the proxy's socket."""
PATIENCE = 60.0
"""Seconds for a list to be taken over: one of 100,000 numbers took 12 on a busy machine."""
LONGEST = 30.0
"""Seconds at most between two tries while they fail."""


class Keeper:
    """Of one proxy. ``look`` needs an application around it."""

    def __init__(self, folder: Path, socket: Path, places: Places) -> None:
        self.folder = folder
        self.socket = socket
        self.places = places
        self._waiting = set(RELOADED_BY)
        """Lists that the proxy is not known to have: at first all, as it may have been told by another."""
        self._told: bool | None = None
        """What the finding says; None until it was looked at."""

    def look(self) -> list[str]:
        """Write what has changed, and have it taken over; the lists that were. Raises Unavailable."""
        with snapshot():
            wanted = lists(self.places)
        for path, text in wanted.items():
            if self._differs(path, text):
                write(self.folder / path, text.encode(), LISTED)
                self._waiting.add(path)
        try:
            taken = self._reload()
        except Unavailable as error:
            self._tell(str(error))
            raise
        self._tell("")
        return taken

    def _differs(self, path: str, text: str) -> bool:
        try:
            return (self.folder / path).read_text(encoding="utf-8") != text
        except (FileNotFoundError, UnicodeDecodeError):
            return True

    def _reload(self) -> list[str]:
        taken = []
        for path, (method, *parameters) in RELOADED_BY.items():
            if path in self._waiting:
                rpc.call(self.socket, method, *parameters, patience=PATIENCE)
                self._waiting.discard(path)
                taken.append(path)
        if taken:
            logger.info("the proxy took over %s", ", ".join(taken))
        return taken

    def _tell(self, problem: str) -> None:
        behind = bool(problem)
        if self._told == behind:
            return
        key = str(self.socket)
        with transaction():
            if behind:
                message = f"the proxy did not take over its lists, and goes by those before: {problem}"
                findings.report(BEHIND, key, message, waiting=sorted(self._waiting))
            else:
                findings.resolve(BEHIND, [key], "the proxy")
        self._told = behind


def keep(keeper: Keeper, every: float) -> None:
    """Look again and again, until SIGTERM or SIGINT; failures wait longer each time."""
    stopping, pause = threading.Event(), every
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        try:
            keeper.look()
            pause = every
        except (SeatyardError, SQLAlchemyError, OSError) as error:
            if isinstance(error, SQLAlchemyError) and not away.is_away(error):
                raise
            said = away.said(error) if isinstance(error, SQLAlchemyError) else str(error)
            pause = min(2 * pause, LONGEST)
            logger.warning("the proxy's lists failed; again in %.0f s: %s", pause, said)
        finally:
            db.session.rollback()
        stopping.wait(pause)
