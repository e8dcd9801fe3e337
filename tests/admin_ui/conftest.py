"""Pages as each role sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from seatyard.db import db
from seatyard.identity import passwords
from seatyard.identity.models import User
from tests.factories import PASSWORD, UserFactory
from tests.support import databases

Visitor = Callable[..., FlaskClient]


class Browser(FlaskClient):
    """Each request has a context of its own, as in a server, and sees what the test has made so far."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.commit()
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    """Pages ask what the floors below have shown on both engines; test_every_page opens all on PostgreSQL."""
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
def app(app: Flask) -> Flask:
    app.test_client_class = Browser
    return app


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes as the factories' are: else each first login makes an earnest one."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()


def undone(browser: FlaskClient, page: str) -> str:
    """Take back by the toast's button what was done last; what is told then, which offers nothing more."""
    browser.post("/language", data={"language": "en"})
    (undo,) = html.fromstring(browser.get(page).text).xpath("//div[@class='toasts']//form/@action")
    answer = browser.post(undo)
    assert answer.status_code == 302, answer.text
    (toasts,) = html.fromstring(browser.get(page).text).xpath("//div[@class='toasts']")
    assert not toasts.xpath(".//form")
    return str(toasts.text_content()).strip()


@pytest.fixture
def visit(app: Flask) -> Visitor:
    """A browser of somebody who has logged in: ``visit("finance")``, ``visit(tenant=acme)``."""

    def as_role(role: str = "", **of: object) -> FlaskClient:
        user: User = UserFactory(**({"role": role} if role else {}), **of)
        browser = app.test_client()
        answer = browser.post("/login", data={"login": user.login, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return browser

    return as_role
