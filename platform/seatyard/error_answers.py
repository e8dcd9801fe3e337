"""Errors over HTTP, in one JSON shape. Apart from ``errors``, which commands load without a web server."""

from __future__ import annotations

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .errors import SeatyardError, TooMany, Unauthorized, Unavailable


def init_app(app: Flask) -> None:
    """Answer in the one JSON shape; a floor with pages answers those in its own way."""
    app.register_error_handler(SeatyardError, seatyard_error_as_json)


def seatyard_error_as_json(error: SeatyardError) -> ResponseReturnValue:
    return jsonify(error.as_json()), error.status, headers_of(error)


def headers_of(error: SeatyardError) -> dict[str, str]:
    """What an error says in the head of its answer."""
    if isinstance(error, Unauthorized):
        scheme = "Bearer" if request.path.startswith("/api/") else "Basic"
        return {"WWW-Authenticate": f'{scheme} realm="seatyard"'}
    if isinstance(error, TooMany | Unavailable):
        return {"Retry-After": str(error.retry_after)}
    return {}


def http_error_as_json(error: HTTPException) -> ResponseReturnValue:
    """The same shape for what Flask itself refuses (404, 405, 413) outside the pages."""
    body = {"error": {"kind": error.name, "message": error.description or error.name}}
    response = jsonify(body)
    response.status_code = error.code or 500
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response
