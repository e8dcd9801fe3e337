"""The second step of the login, and setting it up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard import clock
from seatyard.db import db
from seatyard.identity import second_factor, service
from seatyard.identity.models import User
from tests.factories import PASSWORD, TenantFactory, UserFactory

from .conftest import Visitor

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = START + timedelta(hours=1)


def set_up(browser: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Over the pages: what the picture says, and the recovery codes."""
    refused = browser.post("/account/second-factor/begin", data={"password": "wrong"})
    assert refused.status_code == 400
    assert browser.post("/account/second-factor/begin", data={"password": PASSWORD}).status_code == 302
    page = browser.get("/account/second-factor").text
    assert "<svg" in page
    totp = pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", page)[1])  # type: ignore[index]
    assert browser.post("/account/second-factor/confirm", data={"code": "1"}).status_code == 400
    shown = browser.post("/account/second-factor/confirm", data={"code": totp.at(START)}).text
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", shown)
    assert len(codes) == 10
    assert codes[0] not in browser.get("/account/second-factor").text
    return totp, codes


@pytest.fixture
def ann(app: Flask) -> User:
    user: User = UserFactory(login="ann")
    db.session.commit()
    return user


def first_step(app: Flask, **more: str) -> FlaskClient:
    browser = app.test_client()
    answer = browser.post("/login", data={"login": "ann", "password": PASSWORD, **more})
    assert answer.location == "/login/code"
    return browser


def test_the_login_asks_for_a_code_and_leads_on(app: Flask, ann: User) -> None:
    with clock.frozen(START):
        browser = app.test_client()
        browser.post("/login", data={"login": "ann", "password": PASSWORD})
        totp, codes = set_up(browser)
    with clock.frozen(LATER):
        browser = first_step(app, next="/nodes")
        assert browser.get("/nodes").location.startswith("/login")
        assert "以 ann 登录" in browser.get("/login/code").text
        assert browser.post("/login/code", data={"code": "000"}).status_code == 401
        assert browser.post("/login/code", data={"code": totp.at(LATER)}).location == "/nodes"
        assert browser.get("/nodes").status_code == 200
        assert first_step(app).post("/login/code", data={"code": totp.at(LATER)}).status_code == 401
        assert first_step(app).post("/login/code", data={"code": codes[0]}).location == "/"
        half = first_step(app)
    with clock.frozen(LATER + timedelta(minutes=6)):
        assert half.post("/login/code", data={"code": codes[1]}).location == "/login"


def test_nobody_begins_with_the_second_step(app: Flask, ann: User) -> None:
    assert app.test_client().get("/login/code").location == "/login"
    assert app.test_client().post("/login/code", data={"code": "1"}).location == "/login"


def test_a_new_password_asks_for_the_first_step_again(app: Flask, ann: User) -> None:
    with clock.frozen(START):
        second_factor.propose(ann)
        totp = pyotp.TOTP(second_factor.proposed(ann)[0])  # type: ignore[index]
        second_factor.confirm(ann, totp.at(START))
    with clock.frozen(LATER):
        browser = first_step(app)
        service.set_password(ann, "battery staple")
        assert browser.post("/login/code", data={"code": totp.at(LATER)}).location == "/login"


def test_staff_must_have_it_where_that_is_set(app: Flask, visit: Visitor) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], staff_totp="required")
    with clock.frozen(START):
        browser = visit("operator", login="ann")
        assert browser.get("/overview").location == "/account/second-factor"
        assert browser.post("/nodes").status_code in (302, 405)
        set_up(browser)
        assert browser.get("/overview").status_code == 200
    assert visit("tenant", tenant=TenantFactory()).get("/account").status_code == 200
