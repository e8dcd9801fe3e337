"""Errors are pages for people and the one JSON shape for machines."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, abort
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


@pytest.mark.parametrize(
    ("status", "language", "advice"),
    [
        (404, "en", "Look from the first page."),
        (404, "zh", "请从首页查找。"),
        (405, "en", "Go back, and use the page&#39;s own buttons."),
        (500, "en", "Try again; if it happens again, tell the operator the number below."),
        (500, "zh", "请把下面的编号告知运营方。"),
    ],
)
def test_a_page_says_what_to_do_next_and_its_number(
    app: Flask, caplog: pytest.LogCaptureFixture, status: int, language: str, advice: str
) -> None:
    @public
    def failing() -> str:
        abort(status) if status != 500 else None
        raise RuntimeError("secret detail")

    app.add_url_rule("/failing", view_func=failing)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/failing", headers={"Accept-Language": language})
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == status
    assert advice in answer.text
    assert f"<code>{number}</code>" in answer.text
    assert (f"request {number} failed: GET /failing" in caplog.text) is (status == 500)


def test_what_may_pass_is_tried_again_and_what_led_here_is_one_step_away(visit: Visitor) -> None:
    browser = visit("finance")
    came = {"Referer": "http://localhost/invoices?period=2026-03", "Accept-Language": "en"}
    refused = browser.get("/nodes", headers=came).text
    assert 'href="/invoices"' in refused
    assert "Try again" not in refused
    stranger = browser.get("/nodes", headers={"Referer": "http://elsewhere.example/invoices"}).text
    assert 'href="/invoices"' not in stranger


def test_the_number_of_a_proxy_is_kept_where_it_is_one(client: FlaskClient) -> None:
    given = client.get("/nothing", headers={"X-Request-Id": "4f1c-aa09-77e2"})
    assert given.headers["X-Request-Id"] == "4f1c-aa09-77e2"
    forged = client.get("/nothing", headers={"X-Request-Id": "<script>"})
    assert forged.headers["X-Request-Id"] != "<script>"
