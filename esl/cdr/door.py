"""The door of ``seatyard serve`` for call records: posts wait for their commit without a thread each.

What is out of order in any way is left to the route (``api``), which refuses and counts it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from flask import Flask
from werkzeug.datastructures import Authorization

from seatyard.error_answers import headers_of
from seatyard.errors import SeatyardError
from seatyard.identity.nodes import is_node
from seatyard.web import early
from seatyard.web.early import Answer, Asked

from . import service
from .body import named_in

log = logging.getLogger(__name__)

_TARGET = re.compile(rb"POST /switch/[a-z0-9-]+/cdr[? ]")
_PATH = re.compile(r"/switch/([a-z0-9-]+)/cdr")


class CdrDoor:
    route = "/switch/<node_name>/cdr"
    limit = 64 * 1024
    """Records are 8 kB on average; larger ones take a thread while they are read."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def takes(self, head: bytes) -> bool:
        return _TARGET.match(head) is not None

    def take(self, asked: Asked, told: Callable[[Answer], None]) -> bool:
        path = _PATH.fullmatch(asked.path)
        login = Authorization.from_header(asked.authorization)
        if not path or not is_node(path[1], login, str(self._app.config["SECRET_KEY"])):
            return False
        named = named_in(asked.query.encode("latin-1"))
        try:
            service.leave(
                self._app, path[1], asked.body, named=named, told=lambda outcome: told(_answer(outcome))
            )
        except SeatyardError:
            return False
        return True

    def tick(self) -> None:
        service.give_up(self._app)


def init_app(app: Flask) -> None:
    early.register(app, CdrDoor(app))


def _answer(outcome: str | Exception) -> Answer:
    if isinstance(outcome, str):
        return Answer(200, {"record": outcome})
    if isinstance(outcome, SeatyardError):
        return Answer(outcome.status, outcome.as_json(), headers_of(outcome))
    log.error("call record not kept: %s", type(outcome).__name__, exc_info=outcome)
    return Answer(500, {"error": {"kind": "Internal Server Error", "message": "not kept"}})
