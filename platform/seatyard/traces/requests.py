"""Requests of the web as spans: by route, as the metrics count them, never by path, query or body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request, request_finished

from ..logs.about import fields
from ..watch.requests import METHODS, NOWHERE, OTHER
from .spans import SERVER, Span, span

_SPAN = "seatyard.span"


def init_app(app: Flask) -> None:
    """Around all that the application does for a request, to the head of its answer.

    What a visitor says of a trace of their own (``traceparent``) is not taken up.
    """
    inner = app.wsgi_app

    def traced(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with span(_method(environ["REQUEST_METHOD"]), SERVER) as ours:
            environ[_SPAN] = ours
            return inner(environ, start_response)

    app.wsgi_app = traced  # type: ignore[method-assign]
    request_finished.connect(_note, app)


def _note(_app: Flask, response: Response, **_more: Any) -> None:
    ours: Span = request.environ.get(_SPAN) or Span()
    method, rule = _method(request.method), request.url_rule
    route = rule.rule if rule else NOWHERE
    ours.rename(f"{method} {route}")
    ours.note(method=method, route=route, status=response.status_code, **fields())
    if response.status_code >= 500:
        ours.fail(str(response.status_code))


def _method(given: str) -> str:
    return given if given in METHODS else OTHER
