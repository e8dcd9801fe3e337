"""Who looks at boards through this web process: one thread reads what has changed, once, and sends it to all.

It asks for what has changed of the boards that are looked at by one short query, on either database, when
they are due to have been written (``pace``). LISTEN would need a connection that no pool in between shares.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from flask import Flask

from seatyard import clock, scope
from seatyard.db import snapshot
from seatyard.errors import TooMany
from seatyard.web.streams import Sink, event

from . import pace, reading
from .reading import NOTHING, Mark, Row
from .shown import Shown

logger = logging.getLogger(__name__)

BEAT_EVERY = 1.0
WANT_EVERY = 5.0
STILL_EVERY = 10.0
"""Seconds between two looks whether somebody may still see what they see."""
MOST_OF_ONE = 5
"""Streams that one person may have in a process."""
MOST = 500
"""Streams of a process, of the 1,000 connections that gunicorn lets it have."""
AGAIN = 60
"""Seconds after which it may be tried again."""
_EXTENSION = "board_hub"


@dataclass(eq=False)
class Viewer:
    tenant_id: int
    person: str
    token: str
    """Of their session."""
    sink: Sink
    still: Callable[[], bool]
    """Whether they may still see it; asked in an application, in the scope of everyone."""
    version: int = -1
    """What they know; of a browser that comes again what it says."""
    begun: bool = field(default=False)


class Hub:
    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._viewers: set[Viewer] = set()
        self._shown: dict[int, Shown] = {}
        self._thread: threading.Thread | None = None
        self._opened = threading.Event()
        self._beat_at = self._want_at = self._still_at = 0.0

    def __len__(self) -> int:
        return len(self._viewers)

    def must_have_room(self, person: str) -> None:
        """TooMany for whoever has opened it too often, or when this process has enough."""
        with self._lock:
            mine = sum(one.person == person for one in self._viewers)
            many = len(self._viewers)
        if mine >= MOST_OF_ONE:
            raise TooMany(
                "the board is open too often", retry_after=AGAIN, allowed=f"{MOST_OF_ONE} at a time"
            )
        if many >= MOST:
            raise TooMany("too many boards are open", retry_after=AGAIN, allowed=f"{MOST} at a time")

    def open(self, viewer: Viewer) -> None:
        with self._lock:
            self._viewers.add(viewer)
            self._want_at = 0.0
            self._opened.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="boards", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        """As long as anybody looks."""
        while True:
            self._opened.clear()
            with self._lock:
                viewers = list(self._viewers)
                if not viewers:
                    self._thread = None
                    self._shown.clear()
                    return
            try:
                with self._app.app_context(), scope.everyone():
                    rest = self._step(viewers)
            except Exception as error:
                logger.warning("boards: %s; again in a moment", type(error).__name__)
                rest = BEAT_EVERY
            self._opened.wait(rest)

    def _step(self, viewers: list[Viewer]) -> float:
        """Seconds until the next one."""
        of_tenants: dict[int, list[Viewer]] = defaultdict(list)
        for one in viewers:
            of_tenants[one.tenant_id].append(one)
        if self._is_time("_want_at", WANT_EVERY):
            for tenant_id in of_tenants:
                with scope.only(tenant_id):
                    reading.want(tenant_id)
        with snapshot():
            known = {
                tenant_id: self._shown.setdefault(tenant_id, Shown()).version for tenant_id in of_tenants
            }
            marks, news = reading.news(known)
            read = time.monotonic()
            for tenant_id in of_tenants:
                self._take(tenant_id, marks.get(tenant_id, NOTHING), news.get(tenant_id, []))
        beats = self._is_time("_beat_at", BEAT_EVERY)
        for tenant_id, its in of_tenants.items():
            beat = _beat(marks.get(tenant_id, NOTHING)) if beats else b""
            self._tell(self._shown[tenant_id], its, beat)
        if self._is_time("_still_at", STILL_EVERY):
            self._look(viewers)
        pause = pace.pause(marks.get(tenant_id, NOTHING).age for tenant_id in of_tenants)
        return max(0.0, pause - (time.monotonic() - read))

    def _look(self, viewers: list[Viewer]) -> None:
        """Whether each may still see what they see; a session is asked about once."""
        may: dict[tuple[str, int], bool] = {}
        for one in viewers:
            key = one.token, one.tenant_id
            if key not in may:
                may[key] = one.still()
            if not may[key]:
                one.sink.send(event("end", b"{}"))
                self._close(one)

    def _take(self, tenant_id: int, mark: Mark, news: list[Row]) -> None:
        """What has changed of a board, for all who look at it; all of it, where that is not known."""
        shown = self._shown[tenant_id]
        if shown.version and not mark.floor <= shown.version <= mark.version:  # or it is another board
            shown = self._shown[tenant_id] = Shown()
            news = reading.rows(tenant_id)
        if mark.version > shown.version:
            shown.take(news, mark.version, mark.floor)

    def _tell(self, shown: Shown, viewers: list[Viewer], beat: bytes) -> None:
        """Made into bytes once for all who know the same; and sent at once with what else is to be said."""
        at, pieces = _now(), dict[int, bytes]()
        for one in viewers:
            piece = b""
            if one.version != shown.version or not one.begun:
                piece = pieces.get(one.version) or shown.since(one.version, at)
                pieces[one.version] = piece
            self._send(one, piece + beat)
            one.version, one.begun = shown.version, True

    def _send(self, one: Viewer, piece: bytes) -> None:
        if not one.sink.send(piece):
            self._close(one)

    def _close(self, one: Viewer) -> None:
        one.sink.close()
        with self._lock:
            self._viewers.discard(one)

    def _is_time(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < getattr(self, name):
            return False
        setattr(self, name, now + seconds)
        return True


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = Hub(app)


def of(app: Flask) -> Hub:
    found: Hub = app.extensions[_EXTENSION]
    return found


def _beat(mark: Mark) -> bytes:
    """How old what they see is, in seconds; null: it was never written."""
    age = None if mark.age is None else round(mark.age, 1)
    return event("beat", orjson.dumps({"at": _now(), "age": age}))


def _now() -> int:
    return round(clock.now().timestamp() * 1000)
