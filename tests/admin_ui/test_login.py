"""Getting in, getting out, and not being led astray."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_ui.safety import own_address
from seatyard.app import create_app
from seatyard.db import db
from tests.factories import PASSWORD, TenantFactory, UserFactory
from tests.support import databases

from .conftest import Visitor


def test_wrong_and_unknown_logins_get_the_same_answer(client: FlaskClient) -> None:
    UserFactory(login="ann")
    answers = [client.post("/login", data={"login": name, "password": "wrong"}) for name in ("ann", "nobody")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "用户名或密码错误。" in answers[0].text
    said = [re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text) for answer in answers]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("role", "first"), [("operator", "/overview"), ("finance", "/invoices"), ("tenant", "/tenants/acme")]
)
def test_each_role_begins_at_its_own_page(visit: Visitor, role: str, first: str) -> None:
    of = {"tenant": TenantFactory(name="acme")} if role == "tenant" else {"role": role}
    browser = visit(**of)
    assert browser.get("/").location == first
    assert browser.get(first).status_code == 200


def test_a_stranger_is_sent_to_the_login_and_then_back(client: FlaskClient) -> None:
    UserFactory(login="ann")
    sent = client.get("/nodes?x=1")
    assert sent.location == "/login?next=%2Fnodes%3Fx%3D1"
    assert 'value="/nodes?x=1"' in client.get(sent.location).text
    back = client.post("/login", data={"login": "ann", "password": PASSWORD, "next": "/nodes?x=1"})
    assert back.location == "/nodes?x=1"


ELSEWHERE = [
    *("nodes", "http:/nodes", "https://evil.example/", "javascript:alert(1)"),
    *("//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/nodes\\..\\x"),
]


@pytest.mark.parametrize("target", ["", None, "/\t/evil.example", "/\n/evil.example", *ELSEWHERE])
def test_no_other_site_is_a_next_page(target: str | None) -> None:
    assert own_address(target) is None


def test_a_login_never_leads_elsewhere(client: FlaskClient) -> None:
    UserFactory(login="ann")
    answer = client.post("/login", data={"login": "ann", "password": PASSWORD, "next": "//evil.example"})
    assert answer.location == "/"


def test_after_logging_out_pages_are_shut(visit: Visitor) -> None:
    browser = visit("operator")
    browser.post("/logout")
    assert browser.get("/overview").location.startswith("/login")


def test_logging_out_takes_a_post(visit: Visitor) -> None:
    assert visit("operator").get("/logout").status_code == 405


@pytest.fixture
def guarded(sqlite_databases: databases.Sqlite, tmp_path: Path) -> Iterator[Flask]:
    """The application with its CSRF protection on."""
    with sqlite_databases.fresh() as url:
        app = create_app(databases.settings_for(tmp_path, url))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_forms_without_their_token_are_refused(guarded: Flask) -> None:
    answer = guarded.test_client().post("/login", data={"login": "ann", "password": PASSWORD})
    assert answer.status_code == 400
    assert "<html" in answer.text
