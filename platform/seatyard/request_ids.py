"""One request's id: in the head of its answer, on the page of an error, and in the log above a traceback."""

from __future__ import annotations

import logging
import re
import uuid
from typing import Any

from flask import Flask, Response, g, got_request_exception, request

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.after_request(_tell)
    got_request_exception.connect(_note, app)


def request_id() -> str:
    """What a proxy in front called this request, where that is an id; else twelve digits of our own."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex[:12]
    return str(g.request_id)


def _tell(answer: Response) -> Response:
    answer.headers[HEADER] = request_id()
    return answer


def _note(app: Flask, **_told: Any) -> None:
    """Flask writes the traceback right after this line."""
    log.error("request %s failed: %s %s", request_id(), request.method, request.path)
