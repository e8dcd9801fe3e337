"""Sessions are rows: they are listed, end when they are told to or by themselves, and begin anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from seatyard.identity import kept_sessions, service
from seatyard.identity.models import LoginSession, User
from tests.factories import PASSWORD, UserFactory

START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def logged_in(app: Flask, login: str = "ann", agent: str = "Firefox") -> FlaskClient:
    browser = app.test_client()
    headers = {"User-Agent": agent}
    answer = browser.post("/login", data={"login": login, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 302
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def rows() -> list[LoginSession]:
    db.session.rollback()
    return list(db.session.scalars(select(LoginSession).order_by(LoginSession.id)))


@pytest.fixture
def ann(app: Flask) -> User:
    user: User = UserFactory(login="ann")
    db.session.commit()
    return user


def test_the_cookie_is_not_kept_and_is_new_at_each_login(app: Flask, ann: User) -> None:
    browser = app.test_client()
    browser.get("/login")
    with browser.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["language"] = "en"
    tokens = []
    for _ in range(2):
        browser.post("/login", data={"login": "ann", "password": PASSWORD})
        with browser.session_transaction() as session:
            assert "planted" not in session
            assert session["language"] == "en"
            tokens.append(session["_user_id"])
    assert tokens[0] != tokens[1]
    assert [row.sha256 for row in rows()] == [kept_sessions.sha256(token) for token in tokens]


def test_one_is_ended_and_all_others(app: Flask, ann: User) -> None:
    first, second, third = (logged_in(app, agent=name) for name in ("Firefox", "Chromium", "Safari"))
    page = first.get("/account").text
    assert all(name in page for name in ("Firefox", "Chromium", "Safari"))
    assert first.post(f"/account/sessions/{rows()[1].id}/end").status_code == 302
    assert [is_in(one) for one in (first, second, third)] == [True, False, True]
    assert third.post("/account/sessions/end-others").status_code == 302
    assert [is_in(one) for one in (first, second, third)] == [False, False, True]


def test_nobody_ends_anothers(app: Flask, ann: User) -> None:
    UserFactory(login="bob")
    own, other = logged_in(app), logged_in(app, "bob")
    assert "Firefox" in own.get("/account").text
    assert other.post(f"/account/sessions/{rows()[0].id}/end").status_code == 404
    assert is_in(own)


def test_logging_out_ends_it_for_whoever_has_the_cookie(app: Flask, ann: User) -> None:
    browser = logged_in(app)
    stolen = app.test_client()
    stolen.set_cookie("session", browser.get_cookie("session").value)  # type: ignore[union-attr]
    assert is_in(stolen)
    browser.post("/logout")
    assert not is_in(stolen)
    assert rows() == []


def test_a_new_password_ends_all_others(app: Flask, ann: User) -> None:
    own, other = logged_in(app), logged_in(app)
    wrong = own.post(
        "/account/password", data={"old": "wrong", "new": "battery staple", "again": "battery staple"}
    )
    assert wrong.status_code == 400
    differs = own.post(
        "/account/password", data={"old": PASSWORD, "new": "battery staple", "again": "battery"}
    )
    assert differs.status_code == 400
    short = own.post("/account/password", data={"old": PASSWORD, "new": "x", "again": "x"})
    assert short.status_code == 400
    assert is_in(other)
    form = {"old": PASSWORD, "new": "battery staple", "again": "battery staple"}
    assert own.post("/account/password", data=form).status_code == 302
    assert [is_in(own), is_in(other)] == [True, False]
    db.session.rollback()
    assert service.log_in("ann", "battery staple").login == "ann"


def test_a_locked_person_is_out_at_once(app: Flask, ann: User) -> None:
    browser = logged_in(app)
    service.lock(ann)
    assert not is_in(browser)
    service.unlock(ann)
    assert not is_in(browser)


def test_an_idle_one_ends_and_the_longest_too(app: Flask, ann: User) -> None:
    with clock.frozen(START):
        idle, busy = logged_in(app), logged_in(app)
    hours = 0
    while hours < 160:
        hours += 10
        with clock.frozen(START + timedelta(hours=hours)):
            assert is_in(busy)
    with clock.frozen(START + timedelta(hours=12)):
        assert not is_in(idle)
    with clock.frozen(START + timedelta(hours=168)):
        assert not is_in(busy)
        assert kept_sessions.prune() == 2
    assert rows() == []


def test_it_is_seen_once_a_minute(app: Flask, ann: User) -> None:
    with clock.frozen(START):
        browser = logged_in(app)
    seen = []
    for seconds in (30, 61, 90, 130):
        with clock.frozen(START + timedelta(seconds=seconds)):
            browser.get("/account")
        seen.append((rows()[0].seen_at - START).total_seconds())
    assert seen == [0, 61, 61, 130]
