"""Errors: a page for people, the one JSON shape for machines (under /switch and /api)."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from seatyard.error_answers import http_error_as_json, seatyard_error_as_json
from seatyard.errors import SeatyardError

_MACHINES = ("/switch/", "/api/")


def init_app(app: Flask) -> None:
    app.register_error_handler(SeatyardError, _seatyard_error)
    app.register_error_handler(HTTPException, _http_error)


def _seatyard_error(error: SeatyardError) -> ResponseReturnValue:
    if request.path.startswith(_MACHINES):
        return seatyard_error_as_json(error)
    return _page(error.status, str(error))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if request.path.startswith(_MACHINES):
        return http_error_as_json(error)
    if error.response is not None or (error.code or 500) < 400:
        return error
    return _page(error.code or 500)


def _page(status: int, detail: str = "") -> ResponseReturnValue:
    return render_template("error.html", status=status, detail=detail), status
