"""Errors: a page for people, the one JSON shape for machines (under /switch and /api)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from seatyard import away
from seatyard.error_answers import headers_of, http_error_as_json, seatyard_error_as_json
from seatyard.errors import SeatyardError, TooMany, Unavailable
from seatyard.request_ids import request_id

from . import scope
from .safety import own_address
from .said import said

_MACHINES = ("/switch/", "/api/")
_PASSING = (429, 500, 502, 503)
"""What may succeed when the same is asked for again."""


def init_app(app: Flask) -> None:
    app.register_error_handler(SeatyardError, _seatyard_error)
    app.register_error_handler(HTTPException, _http_error)


def _seatyard_error(error: SeatyardError) -> ResponseReturnValue:
    if request.path.startswith(_MACHINES):
        return seatyard_error_as_json(error)
    page, status = _page(error.status, _without_database() if away.noticed() else said(error))
    return page, status, headers_of(error) if isinstance(error, TooMany | Unavailable) else {}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if request.path.startswith(_MACHINES):
        return http_error_as_json(error)
    if error.response is not None or (error.code or 500) < 400:
        return error
    return _page(error.code or 500)


def _without_database() -> str:
    told: str = _("The database does not answer just now. Calls go on meanwhile.")
    if request.method in ("GET", "HEAD"):
        return told
    sent: str = _("What was sent may not have been kept: look before you send it again.")
    return f"{told} {sent}"


def _page(status: int, detail: str = "") -> tuple[str, int]:
    return _shown(status, detail), status


def _shown(status: int, detail: str) -> str:
    """Also while the database is away, which is asked before every template who it is for; also of an address
    that is none, for which nobody was asked for before."""
    asked_for = request.full_path.rstrip("?") if request.method == "GET" else None
    told = {
        "status": status,
        "detail": detail,
        "again": asked_for if status in _PASSING else None,
        "back": _before(),
        "request_id": request_id(),
    }
    try:
        scope.known()
        helps = url_for("ui.help_first") if current_user.is_authenticated else None
        return render_template("error.html", helps=helps, **told)
    except SQLAlchemyError as error:
        if away.noticed() or not away.is_away(error):
            raise
        away.tell(error)
        return render_template("error.html", **told)


def _before() -> str | None:
    """The page of ours that led here, if one did."""
    came = urlsplit(request.referrer or "")
    here = came.path == request.path and request.method == "GET"
    return own_address(came.path) if came.netloc == request.host and not here else None
