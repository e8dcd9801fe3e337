"""Requests of the web, counted by route, never by path."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard.watch.registry import REGISTRY
from tests.watch.scrapes import Found, told


def grown(before: Found) -> Found:
    return {
        key: value - before.get(key, 0)
        for key, value in told(REGISTRY).items()
        if value != before.get(key, 0)
    }


@pytest.fixture
def before(app: Flask) -> Found:
    return told(REGISTRY)


def test_a_request_is_counted_and_timed_by_its_route(client: FlaskClient, before: Found) -> None:
    client.get("/assets/seatyard.css").close()
    found = grown(before)
    assert found["seatyard_http_requests_total", "GET", "/assets/<path:name>", "200"] == 1
    assert found["seatyard_http_request_seconds_count", "/assets/<path:name>"] == 1
    assert ("seatyard_http_requests_in_flight",) not in found  # as many as before: none


def test_a_path_that_is_none_and_a_method_that_is_none_make_no_series(
    client: FlaskClient, before: Found
) -> None:
    client.get("/tenants-secret-token")
    client.open("/other", method="BREW")
    assert grown(before)["seatyard_http_requests_total", "GET", "none", "404"] == 1
    assert grown(before)["seatyard_http_requests_total", "other", "none", "404"] == 1
    assert not [key for key in told(REGISTRY) if "secret" in "".join(key) or "BREW" in key]


def test_what_breaks_is_counted_as_500(app: Flask, before: Found) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise RuntimeError

    app.view_functions["ui.healthz"] = broken
    assert app.test_client().get("/healthz").status_code == 500
    found = grown(before)
    assert found["seatyard_http_requests_total", "GET", "/healthz", "500"] == 1
    assert ("seatyard_http_requests_in_flight",) not in found


def test_connections_are_counted_and_given_back(client: FlaskClient, app: Flask) -> None:
    client.get("/healthz")
    found = told(REGISTRY)
    assert found["seatyard_database_connections",] >= found["seatyard_database_connections_in_use",] >= 0
    assert found["seatyard_database_connections_most",] >= 1
