"""The login page against guessing: constant answers, a time to wait, and the visitor's own address."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from seatyard.app import create_app
from seatyard.identity import known
from seatyard.identity.roles import public
from tests.factories import PASSWORD, UserFactory
from tests.support import databases


def tried(client: FlaskClient, login: str, password: str = "wrong", address: str = "203.0.113.7") -> int:
    data = {"login": login, "password": password}
    answer = client.post("/login", data=data, environ_base={"REMOTE_ADDR": address})
    assert (answer.status_code == 429) == ("Retry-After" in answer.headers)
    return answer.status_code


@pytest.mark.parametrize("login", ["ann", "nobody"])
def test_guessing_is_told_to_wait(client: FlaskClient, login: str) -> None:
    UserFactory(login="ann")
    assert [tried(client, login) for _ in range(6)] == [401] * 5 + [429]


def test_the_own_browser_is_let_in_all_the_same(app: Flask) -> None:
    UserFactory(login="ann")
    own, stranger = app.test_client(), app.test_client()
    assert tried(own, "ann", PASSWORD) == 302
    own.post("/logout")
    for _ in range(6):
        tried(stranger, "ann")
    assert tried(stranger, "ann", PASSWORD) == 429
    assert tried(own, "ann", PASSWORD) == 302
    assert own.get_cookie(known.COOKIE).http_only  # type: ignore[union-attr]


def test_a_forged_cookie_is_no_known_browser(app: Flask) -> None:
    UserFactory(login="ann")
    forger = app.test_client()
    for _ in range(5):
        forger.set_cookie(known.COOKIE, "eyJkIjoieCJ9.forged")
        assert tried(forger, "ann") == 401
    assert tried(forger, "ann", PASSWORD) == 429


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "203.0.113.7"), (2, "198.51.100.1")])
def test_whom_a_request_is_from(
    sqlite_databases: databases.Sqlite, tmp_path: Path, proxies: int, address: str
) -> None:
    from dataclasses import replace

    with sqlite_databases.fresh() as url:
        app = create_app(replace(databases.settings_for(tmp_path, url), proxies=proxies))
        app.add_url_rule("/address", view_func=public(lambda: str(request.remote_addr)))
        headers = {"X-Forwarded-For": "192.0.2.66, 198.51.100.1, 203.0.113.7"}
        said = app.test_client().get("/address", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert said.text == address
