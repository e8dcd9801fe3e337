"""Errors are pages for people and the one JSON shape for machines."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard.app import create_app
from seatyard.identity.roles import public
from tests.support import databases

from .conftest import Visitor


@pytest.mark.parametrize("path", ["/switch/nothing", "/api/nothing"])
def test_machines_get_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json["error"]) >= {"kind", "message"}


def test_people_get_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no such page" in answer.text


def test_a_refused_role_is_a_page(visit: Visitor) -> None:
    answer = visit("finance").get("/nodes")
    assert (answer.status_code, answer.mimetype) == (403, "text/html")


def test_our_own_fault_tells_nothing_of_itself(app: Flask) -> None:
    @public
    def broken() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/api/broken", view_func=broken, endpoint="api_broken")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = app.test_client()
    for path in ("/broken", "/api/broken"):
        answer = browser.get(path)
        assert answer.status_code == 500
        assert "secret detail" not in answer.text
    assert browser.get("/api/broken").is_json


def test_pages_are_closed_to_other_sites_and_not_kept(client: FlaskClient) -> None:
    headers = client.get("/login").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_sign_of_life(client: FlaskClient) -> None:
    assert client.get("/healthz").json["status"] == "ok"


def test_no_sign_of_life_without_the_database(tmp_path: Path) -> None:
    app = create_app(databases.settings_for(tmp_path, f"sqlite:///{tmp_path}/no/such/folder.db"))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (503, "no database")


@pytest.mark.parametrize("name", ["seatyard.css", "mark.svg", "wqy-microhei.ttf"])
def test_pages_bring_their_own_files(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]
    answer.close()
