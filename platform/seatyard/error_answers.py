"""Errors over HTTP, in one JSON shape. Apart from ``errors``, which commands load without a web server."""

from __future__ import annotations

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from .errors import SeatyardError, Unauthorized, Unavailable


def init_app(app: Flask) -> None:
    """Answer in the one JSON shape; a floor with pages answers those in its own way."""
    app.register_error_handler(SeatyardError, seatyard_error_as_json)


def seatyard_error_as_json(error: SeatyardError) -> ResponseReturnValue:
    response = jsonify(error.as_json())
    response.status_code = error.status
    if isinstance(error, Unauthorized):
        response.headers["WWW-Authenticate"] = 'Basic realm="seatyard"'
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def http_error_as_json(error: HTTPException) -> ResponseReturnValue:
    """The same shape for what Flask itself refuses (404, 405, 413) outside the pages."""
    body = {"error": {"kind": error.name, "message": error.description or error.name}}
    response = jsonify(body)
    response.status_code = error.code or 500
    return response
