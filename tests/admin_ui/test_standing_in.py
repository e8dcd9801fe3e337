"""Support acts as a tenant's admin: with a reason, for a time, told to the tenant, under both names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from seatyard import actor, clock
from seatyard.db import db
from seatyard.identity.models import PasswordLink, User
from seatyard.identity.permissions import ACCOUNT, ROLES
from seatyard.identity.roles import may
from tests.factories import PASSWORD, SeatFactory, TenantFactory, UserFactory

from .conftest import Visitor

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SAID = {"reason": "a flow that  does not publish", "minutes": "30"}


@pytest.fixture
def app(app: Flask) -> Flask:
    @may(ACCOUNT)
    def who() -> str:
        return actor.current()

    app.add_url_rule("/who", view_func=who)
    return app


def test_it_has_the_tenants_view_under_both_names(visit: Visitor) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    db.session.commit()
    with clock.frozen(START):
        browser = visit("support", login="sue")
        assert browser.get("/overview").status_code == 200
        assert browser.post("/tenants/acme/act", data=SAID).location == "/tenants/acme"
        page = browser.get("/tenants/acme").text
        assert "a flow that does not publish" in page
        assert "You act as acme" in page
        assert browser.get("/who").text == "sue (as acme)"
        assert browser.get("/overview").status_code == 403
        assert browser.get("/tenants/beta").status_code == 404
        assert browser.get("/tenants/acme/people").status_code == 200
        assert browser.post("/tenants/beta/act", data=SAID).status_code == 404
        assert browser.post("/tenants/acme/act", data=SAID).status_code == 403
        shown = visit(tenant=acme).get("/tenants/acme").text
        assert "sue" in shown
        assert "a flow that does not publish" in shown
        assert "sue" not in visit(tenant=beta).get("/tenants/beta").text


def test_it_ends_by_the_button(visit: Visitor) -> None:
    TenantFactory(name="acme")
    browser = visit("operator", login="ops")
    browser.post("/tenants/acme/act", data=SAID)
    assert browser.post("/account/acting/end").location == "/"
    assert browser.get("/overview").status_code == 200
    assert browser.get("/who").text == "ops"
    assert "ops" in browser.get("/tenants/acme").text  # it stays known


def test_it_ends_by_itself_and_with_the_session(app: Flask, visit: Visitor) -> None:
    TenantFactory(name="acme")
    with clock.frozen(START):
        browser = visit("support", login="sue")
        browser.post("/tenants/acme/act", data=SAID)
        other = app.test_client()
        other.post("/login", data={"login": "sue", "password": PASSWORD})
        assert other.get("/who").text == "sue"
    with clock.frozen(START + timedelta(minutes=29)):
        assert browser.get("/who").text == "sue (as acme)"
    with clock.frozen(START + timedelta(minutes=30)):
        assert browser.get("/who").text == "sue"
        browser.post("/tenants/acme/act", data=SAID)
        browser.post("/logout")
        browser.post("/login", data={"login": "sue", "password": PASSWORD})
        assert browser.get("/who").text == "sue"


@pytest.mark.parametrize(
    "said",
    [{"reason": " ", "minutes": "30"}, {"reason": "x", "minutes": "61"}, {"reason": "x", "minutes": "0"}],
)
def test_a_reason_and_an_hour_at_most(visit: Visitor, said: dict[str, str]) -> None:
    TenantFactory(name="acme")
    browser = visit("support", login="sue")
    assert browser.post("/tenants/acme/act", data=said).status_code == 400
    assert browser.get("/who").text == "sue"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("operator", "support")])
def test_nobody_else_does(visit: Visitor, role: str) -> None:
    acme = TenantFactory(name="acme")
    if role == "seat":
        browser = visit(seat=SeatFactory(tenant=acme))
    else:
        browser = visit(role, tenant=acme if role in ("tenant", "supervisor", "quality") else None)
    assert browser.post("/tenants/acme/act", data=SAID).status_code == 403


def test_the_own_account_is_shut_meanwhile(visit: Visitor) -> None:
    TenantFactory(name="acme")
    browser = visit("support", login="sue")
    browser.post("/tenants/acme/act", data=SAID)
    form = {"old": PASSWORD, "new": "battery staple", "again": "battery staple"}
    assert browser.post("/account/password", data=form).status_code == 403
    assert browser.get("/account").status_code == 403
    assert browser.post("/language", data={"language": "zh"}).status_code == 302
    assert browser.get("/tenants/acme").status_code == 200


def test_one_who_may_no_more_acts_no_more(visit: Visitor) -> None:
    TenantFactory(name="acme")
    browser = visit("support", login="sue")
    browser.post("/tenants/acme/act", data=SAID)
    db.session.query(User).filter_by(login="sue").update({"role": "reader"})
    db.session.commit()
    assert browser.get("/who").text == "sue"


def test_what_it_does_to_people_is_kept_under_both_names(visit: Visitor) -> None:
    acme = TenantFactory(name="acme")
    other = UserFactory(login="li@example.com", tenant=acme)
    browser = visit("support", login="sue")
    browser.post("/tenants/acme/act", data=SAID)
    assert browser.post(f"/tenants/acme/people/{other.id}/send-link").status_code == 302
    db.session.rollback()
    assert db.session.query(PasswordLink).one().made_by == "sue (as acme)"
