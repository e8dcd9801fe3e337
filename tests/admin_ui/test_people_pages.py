"""Admins invite people and act about them within what they may give; links expire and work once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from billing.mails.models import Mail
from seatyard import clock
from seatyard.db import db
from seatyard.identity import links, people, service
from seatyard.identity.models import PasswordLink, User
from seatyard.identity.permissions import MAY_GIVE, OF_TENANTS, OPERATOR, ROLES, STAFF, SUPPORT, TENANT
from tests.factories import PASSWORD, SeatFactory, TenantFactory, UserFactory

from .conftest import Visitor

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
LINK = re.compile(r"http://127\.0\.0\.1:1(/(?:invite|reset)/[\w-]{43})\n")
NEW = {"new": "battery staple", "again": "battery staple"}


def mails() -> list[Mail]:
    """All of them, with those that wait to be written."""
    db.session.rollback()
    people.send_forgotten()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def link() -> str:
    """The path in the newest e-mail."""
    return LINK.search(mails()[-1].text)[1]  # type: ignore[index]


def invite(browser: FlaskClient, login: str, role: str, where: str = "/people") -> int:
    return browser.post(where, data={"login": login, "role": role}).status_code


def test_an_invitation_lets_in_once(app: Flask, visit: Visitor) -> None:
    admin = visit(OPERATOR, login="ops")
    assert invite(admin, "li@example.com", SUPPORT) == 302
    assert "已邀请" in admin.get("/people").text or "invited" in admin.get("/people").text
    (mail,) = mails()
    assert (mail.recipient, mail.tenant_id) == ("li@example.com", None)
    assert "72" in mail.text
    path = link()
    assert path.split("/")[-1] not in {row.sha256 for row in db.session.scalars(select(PasswordLink))}
    stranger = app.test_client()
    assert "li@example.com" in stranger.get(path).text
    assert "您受邀使用 Seatyard" in stranger.get(path).text
    assert "至少 8 个字符" in stranger.get(path).text
    assert stranger.post(path, data={"new": "battery staple", "again": "x"}).status_code == 400
    assert stranger.post(path, data={"new": "x", "again": "x"}).status_code == 400
    assert stranger.post(path, data=NEW).location == "/login?set=1"
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, data={"new": "another one", "again": "another one"}).status_code == 404
    assert (
        stranger.post("/login", data={"login": "li@example.com", "password": "battery staple"}).location
        == "/"
    )
    assert stranger.get("/people").status_code == 403


@pytest.mark.parametrize(("purpose", "hours"), [(links.INVITE, 72), (links.RESET, 1)])
def test_a_link_expires(app: Flask, purpose: str, hours: int) -> None:
    with clock.frozen(START):
        token = links.make(UserFactory(login="ann"), purpose, "ops")
        db.session.commit()
    other = links.RESET if purpose == links.INVITE else links.INVITE
    browser = app.test_client()
    with clock.frozen(START + timedelta(hours=hours, seconds=-1)):
        assert browser.get(f"/{purpose}/{token}").status_code == 200
        assert browser.get(f"/{other}/{token}").status_code == 404
    with clock.frozen(START + timedelta(hours=hours)):
        for gone in (browser.get(f"/{purpose}/{token}"), browser.post(f"/{purpose}/{token}", data=NEW)):
            assert gone.status_code == 404
            assert "此链接已失效" in gone.text
            assert 'href="/forgot"' in gone.text


def test_who_forgot_gets_a_link_and_nobody_learns_who_there_is(app: Flask, visit: Visitor) -> None:
    own = visit(OPERATOR, login="ann@example.com")
    browser = app.test_client()
    answers = [
        browser.post("/forgot", data={"login": login}) for login in ("ann@example.com", "nobody@example.com")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    said = [re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text) for answer in answers]
    assert said[0] == said[1]
    assert [mail.recipient for mail in mails()] == ["ann@example.com"]
    browser.post("/forgot", data={"login": "ann@example.com"})
    assert len(mails()) == 1  # not another one within minutes
    assert browser.post(link(), data=NEW).status_code == 302
    assert own.get("/account").status_code == 302
    db.session.rollback()
    assert service.log_in("ann@example.com", "battery staple").login == "ann@example.com"


@pytest.mark.parametrize("login", ["ann@example.com", "nobody@example.com"])
def test_asking_again_and_again_is_told_to_wait(app: Flask, login: str) -> None:
    UserFactory(login="ann@example.com")
    browser = app.test_client()
    said = [browser.post("/forgot", data={"login": login}).status_code for _ in range(6)]
    assert said == [200] * 5 + [429]


def test_the_locked_get_no_link(app: Flask) -> None:
    UserFactory(login="ann@example.com", locked_at=START)
    app.test_client().post("/forgot", data={"login": "ann@example.com"})
    assert mails() == []


@pytest.mark.parametrize("giver", ROLES)
def test_each_gives_what_is_its_to_give(app: Flask, visit: Visitor, giver: str) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    SeatFactory(tenant=acme, number="1001")
    if giver == "seat":
        browser = visit(seat=SeatFactory(tenant=acme, number="1002"))
    else:
        browser = visit(giver, tenant=acme) if giver in OF_TENANTS else visit(giver)
    for role in ROLES:
        where = "/people" if role in STAFF else "/tenants/acme/people"
        login = "1001" if role == "seat" else f"{role}@example.com"
        done = invite(browser, login, role, where) in (200, 302)
        assert done == (role in MAY_GIVE.get(giver, ())), role
    assert invite(browser, "x@example.com", OPERATOR, "/tenants/acme/people") in (400, 403)
    assert invite(browser, "y@example.com", TENANT, "/people") in (400, 403)
    if giver == TENANT:
        assert invite(browser, "z@example.com", TENANT, "/tenants/beta/people") == 404
    db.session.rollback()
    assert (
        db.session.scalars(select(User).where(User.login.in_(["x@example.com", "y@example.com"]))).all() == []
    )
    assert db.session.scalars(select(User).filter_by(tenant_id=beta.id)).all() == []


def test_a_seats_password_is_shown_once(app: Flask, visit: Visitor) -> None:
    acme = TenantFactory(name="acme")
    SeatFactory(tenant=acme, number="1001")
    admin = visit(TENANT, tenant=acme)
    made = re.search(
        r"<code>([\w-]{12})</code>",
        admin.post("/tenants/acme/people", data={"login": "1001", "role": "seat"}).text,
    )
    assert made is not None
    form = {"tenant": "acme", "number": "1001", "password": made[1]}
    assert app.test_client().post("/login", data=form).location == "/"
    (seat,) = db.session.scalars(select(User).filter_by(role="seat"))
    again = re.search(
        r"<code>([\w-]{12})</code>", admin.post(f"/tenants/acme/people/{seat.id}/password").text
    )
    assert again is not None
    assert app.test_client().post("/login", data=form).status_code == 401
    assert app.test_client().post("/login", data=form | {"password": again[1]}).location == "/"


def test_an_admin_locks_ends_sessions_and_sends_links(visit: Visitor) -> None:
    admin = visit(OPERATOR, login="ops")
    other = visit("finance", login="fin@example.com")
    user = db.session.scalars(select(User).filter_by(login="fin@example.com")).one()
    assert other.get("/account").status_code == 200
    assert admin.post(f"/people/{user.id}/end-sessions").status_code == 302
    assert other.get("/account").status_code == 302
    assert other.post("/login", data={"login": user.login, "password": PASSWORD}).status_code == 302
    assert admin.post(f"/people/{user.id}/lock").status_code == 302
    assert other.get("/account").status_code == 302
    assert other.post("/login", data={"login": user.login, "password": PASSWORD}).status_code == 401
    assert admin.post(f"/people/{user.id}/unlock").status_code == 302
    assert admin.post(f"/people/{user.id}/send-link").status_code == 302
    assert link().startswith("/reset/")
    assert admin.post(f"/people/{user.id}/password").status_code == 400


def test_nobody_acts_about_themselves_anothers_or_those_above(visit: Visitor) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    admin = visit(TENANT, tenant=acme, login="li")
    support = visit(SUPPORT, login="sue")
    ops, foreign = UserFactory(login="ops"), UserFactory(login="wang", tenant=beta)
    db.session.commit()
    own = service.named("li").id
    assert admin.post(f"/tenants/acme/people/{own}/lock").status_code == 403
    assert admin.post(f"/tenants/acme/people/{foreign.id}/lock").status_code == 404
    assert admin.post(f"/tenants/beta/people/{foreign.id}/lock").status_code == 404
    assert admin.post(f"/tenants/acme/people/{ops.id}/lock").status_code == 404
    assert support.post(f"/people/{ops.id}/lock").status_code == 403
    assert support.post(f"/tenants/beta/people/{foreign.id}/lock").status_code == 302
