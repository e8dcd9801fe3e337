"""Requests of the web, counted: how many, how long they took, how many are under way.

A route is its template (``/tenants/<tenant>/seats``), never the path that was asked for: what tenants, seats
and callers are called is no label, and whoever asks for made-up paths makes no new series.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from .registry import REGISTRY

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
OTHER, NOWHERE = "other", "none"
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds; 0.15 is what a page's p95 is held to."""

_ANSWERED = Counter(
    "seatyard_http_requests", "Requests answered", ("route", "method", "status"), registry=REGISTRY
)
_SECONDS = Histogram(
    "seatyard_http_request_seconds",
    "From a request to the head of its answer",
    ("route",),
    buckets=BOUNDS,
    registry=REGISTRY,
)
_UNDER_WAY = Gauge(
    "seatyard_http_requests_in_flight",
    "Requests under way; streams are not, once their head is sent",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)


def init_app(app: Flask) -> None:
    """Before all others that do something at each request: theirs is counted too."""
    app.before_request(_begin)
    app.after_request(_answer)
    app.teardown_request(_end)


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request of which Flask did not hear."""
    _ANSWERED.labels(route, method if method in METHODS else OTHER, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def _begin() -> None:
    g.watched_since = time.perf_counter()
    _UNDER_WAY.inc()


def _answer(answer: Response) -> Response:
    rule = request.url_rule
    since = g.get("watched_since")
    seconds = 0.0 if since is None else time.perf_counter() - since
    answered(rule.rule if rule else NOWHERE, request.method, answer.status_code, seconds)
    return answer


def _end(_error: BaseException | None) -> None:
    if g.pop("watched_since", None) is not None:
        _UNDER_WAY.dec()
