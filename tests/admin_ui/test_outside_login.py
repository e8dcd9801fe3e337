"""The operator's people log in by a provider, a real one on the loopback; whatever goes wrong is a line."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from seatyard import clock
from seatyard.audit.models import Entry
from seatyard.db import db
from seatyard.identity import known, outside, second_factor, service
from seatyard.identity.models import OutsideIdentity, User
from tests.factories import PASSWORD, SeatFactory, TenantFactory, UserFactory
from tests.support.postgres import free_port
from tests.support.provider import Provider, gone, provider

from .conftest import Visitor

LINES = {
    "away": ("登录服务暂时没有应答", "does not answer just now"),
    "denied": ("登录服务未允许登录", "let nobody in"),
    "stale": ("该次登录已超时", "begin anew"),
    "wrong": ("应答不可信", "cannot be trusted"),
    "unverified": ("尚未验证您的邮箱", "has not verified your e-mail address"),
    "nobody": ("此账号不能在这里登录", "ask an admin to invite you"),
}
"""By the reason: the line in both languages."""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider")) as made:
        made.knows("a1", email="ann@example.com", email_verified=True)
        yield made


@pytest.fixture
def app(app: Flask, there: Provider) -> Flask:
    settings = app.extensions["settings"]
    oidc = there.oidc(settings.home, label="飞书")
    app.extensions["settings"] = replace(settings, oidc=oidc)
    return app


@pytest.fixture
def ann(app: Flask) -> User:
    user: User = UserFactory(login="ann@example.com", role="support")
    db.session.commit()
    return user


def told(browser: FlaskClient, location: str | None) -> str:
    """The reason with which a browser was sent to the login page, whose line says it in both languages."""
    reason = parse_qs(urlsplit(location or "").query)["outside"][0]
    for language, line in zip(("zh", "en"), LINES[reason], strict=True):
        browser.post("/language", data={"language": language})
        assert line in browser.get(str(location)).text
    return reason


def entries() -> list[tuple[str, str, str | None]]:
    """What the trail says of log-ins: who, whether let in, and by what."""
    query = select(Entry).where(Entry.action.startswith("log-in")).order_by(Entry.id)
    db.session.rollback()
    return [(one.actor, one.action, json.loads(one.after or "{}")["by"]) for one in db.session.scalars(query)]


def test_the_first_login_ties_and_later_ones_go_by_the_name(
    app: Flask, ann: User, there: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    there.knows("a1", email="ann@example.com", email_verified=True)
    caplog.set_level(logging.DEBUG)
    browser = app.test_client()
    assert "飞书" in browser.get("/login?next=/nodes").text
    back = there.lets(gone(browser, "?next=/nodes"), "a1")
    assert browser.get(back).location == "/nodes"
    assert browser.get("/nodes").status_code == 200
    assert browser.get_cookie(known.COOKIE) is not None
    there.knows("a1", email="married@example.com", email_verified=False)
    again = app.test_client()
    assert again.get(there.lets(gone(again), "a1")).location == "/"
    assert again.get("/account").status_code == 200
    issuer = there.issuer
    assert entries() == [("ann@example.com", "log-in", issuer)] * 2
    code = parse_qs(urlsplit(back).query)["code"][0]
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    said = "\n".join(one.getMessage() for one in ours)
    assert "/oauth2/token" in said
    assert code not in said
    assert "not told to anybody" not in said
    assert "code_verifier" not in said


def test_the_way_there_has_state_nonce_and_a_proof_key(app: Flask, there: Provider) -> None:
    browser = app.test_client()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(gone(browser)).query).items()}
    with browser.session_transaction() as kept:
        begun = kept["gone_out"]["begun"]
    digest = hashlib.sha256(begun["verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert asked["code_challenge_method"] == "S256"
    assert (asked["state"], asked["nonce"]) == (begun["state"], begun["nonce"])
    assert len(begun["state"]) >= 20
    assert asked["redirect_uri"] == "http://127.0.0.1:1/login/oidc/back"
    assert (asked["response_type"], asked["scope"]) == ("code", "openid email")


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": "nobody@example.com", "email_verified": True}, "nobody"),
        ({"email": "li@example.com", "email_verified": True}, "nobody"),
        ({"email": "acme/1001", "email_verified": True}, "nobody"),
        ({"email": "locked@example.com", "email_verified": True}, "nobody"),
        ({"email": "ann@example.com", "email_verified": False}, "unverified"),
        ({"email": "ann@example.com"}, "unverified"),
        ({}, "unverified"),
    ],
)
def test_whom_the_provider_knows_and_nobody_invited(
    app: Flask,
    ann: User,
    there: Provider,
    caplog: pytest.LogCaptureFixture,
    claims: dict[str, object],
    reason: str,
) -> None:
    acme = TenantFactory(name="acme")
    UserFactory(login="li@example.com", tenant=acme)
    UserFactory(login="acme/1001", seat=SeatFactory(tenant=acme, number="1001"))
    UserFactory(login="locked@example.com", locked_at=clock.now())
    there.knows("b1", **claims)
    browser = app.test_client()
    answer = browser.get(there.lets(gone(browser), "b1"))
    assert told(browser, answer.location) == reason
    assert browser.get("/account").status_code == 302
    assert db.session.scalars(select(OutsideIdentity)).all() == []
    assert f"login by {there.issuer}: " in caplog.text
    assert "'b1'" in caplog.text
    ((_, action, by),) = entries()
    assert (action, by) == ("log-in refused", there.issuer)


def test_the_same_address_with_another_name_is_refused(app: Flask, ann: User, there: Provider) -> None:
    first, second = app.test_client(), app.test_client()
    there.knows("a1", email="ann@example.com", email_verified=True)
    assert first.get(there.lets(gone(first), "a1")).location == "/"
    there.knows("a2", email="ann@example.com", email_verified=True)
    assert told(second, second.get(there.lets(gone(second), "a2")).location) == "nobody"


def test_who_is_locked_later_is_refused(app: Flask, ann: User, there: Provider) -> None:
    there.knows("a1", email="ann@example.com", email_verified=True)
    browser = app.test_client()
    browser.get(there.lets(gone(browser), "a1"))
    service.lock(ann)
    assert browser.get("/account").status_code == 302
    assert told(browser, browser.get(there.lets(gone(browser), "a1")).location) == "nobody"


def test_denied_there(app: Flask, ann: User, there: Provider) -> None:
    browser = app.test_client()
    assert told(browser, browser.get(there.denies(gone(browser, "?next=/nodes"))).location) == "denied"
    assert told(browser, browser.get("/login/oidc/back?error=server_error").location) == "away"
    assert told(browser, browser.get("/login/oidc/back?error=strange").location) == "wrong"


def test_an_answer_that_nobody_waits_for(app: Flask, ann: User, there: Provider) -> None:
    """Another state, none, another browser's, a second time, and one that took too long."""
    own, other = app.test_client(), app.test_client()
    back = there.lets(gone(own), "a1")
    assert told(other, other.get(back).location) == "stale"
    gone(other)
    assert told(other, other.get(back).location) == "stale"
    assert told(other, other.get("/login/oidc/back").location) == "stale"
    assert own.get(back).location == "/"
    assert told(own, own.get(back).location) == "stale"
    late = there.lets(gone(own), "a1")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert own.get(late).location.endswith("outside=stale")


@pytest.mark.parametrize("changed", ["nonce", "state", "code"])
def test_an_answer_that_does_not_fit(app: Flask, ann: User, there: Provider, changed: str) -> None:
    browser = app.test_client()
    back = there.lets(gone(browser), "a1")
    if changed == "code":
        back = back.replace("code=", "code=x")
    else:
        with browser.session_transaction() as kept:
            kept["gone_out"]["begun"][changed] = "another"
            kept.modified = True
    reason = told(browser, browser.get(back).location)
    assert reason == ("stale" if changed == "state" else "wrong")
    assert browser.get("/account").status_code == 302


def test_a_provider_that_is_away(app: Flask, ann: User, there: Provider) -> None:
    settings = app.extensions["settings"]
    nowhere = replace(settings.oidc, issuer=f"http://127.0.0.1:{free_port()}")
    browser = app.test_client()
    back = there.lets(gone(browser), "a1")
    app.extensions["settings"] = replace(settings, oidc=nowhere)
    del app.extensions["oidc client"]
    assert told(browser, browser.get("/login/oidc?next=/nodes").location) == "away"
    assert told(browser, browser.get(back).location) == "away"
    form = {"login": "ann@example.com", "password": PASSWORD}
    assert browser.post("/login", data=form).location == "/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_it_leads_nowhere_else(app: Flask, ann: User, there: Provider, target: str) -> None:
    browser = app.test_client()
    assert browser.get(there.lets(gone(browser, f"?next={target}"), "a1")).location == "/"


def test_the_own_second_factor_is_asked_for_all_the_same(app: Flask, ann: User, there: Provider) -> None:
    second_factor.propose(ann)
    totp = pyotp.TOTP(second_factor.proposed(ann)[0])  # type: ignore[index]
    codes = second_factor.confirm(ann, totp.at(clock.now()))
    browser = app.test_client()
    assert browser.get(there.lets(gone(browser, "?next=/nodes"), "a1")).location == "/login/code"
    assert browser.get("/nodes").status_code == 302
    assert browser.post("/login/code", data={"code": "1"}).status_code == 401
    assert browser.post("/login/code", data={"code": codes[0]}).location == "/nodes"
    assert {by for _, _, by in entries()} == {there.issuer}


def test_passwords_are_refused_where_the_provider_is_the_only_way(
    app: Flask, ann: User, there: Provider, visit: Visitor
) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, oidc=replace(settings.oidc, only=True))
    browser = app.test_client()
    form = {"login": "ann@example.com", "password": PASSWORD}
    assert browser.post("/login", data=form).status_code == 401
    assert browser.get(there.lets(gone(browser), "a1")).location == "/"
    words = {"old": PASSWORD, "new": "battery staple", "again": "battery staple"}
    assert browser.post("/account/password", data=words).location == "/account?changed=1"
    assert visit(tenant=TenantFactory(name="acme")).get("/account").status_code == 200


def test_an_admin_sees_and_detaches_it(app: Flask, ann: User, there: Provider, visit: Visitor) -> None:
    own, admin = app.test_client(), visit("operator")
    assert f"/people/{ann.id}/detach" not in admin.get("/people").text
    own.get(there.lets(gone(own), "a1"))
    assert f"/people/{ann.id}/detach" in admin.get("/people").text
    assert admin.post(f"/people/{ann.id}/detach").status_code == 302
    assert own.get("/account").status_code == 302
    assert outside.tied([ann.id]) == set()
    assert admin.post(f"/people/{ann.id}/detach").status_code == 404


def test_coming_back_again_and_again_is_told_to_wait(app: Flask, ann: User, there: Provider) -> None:
    there.knows("b1", email="nobody@example.com", email_verified=True)
    statuses = []
    for _ in range(21):
        browser: FlaskClient = app.test_client()
        statuses.append(browser.get(there.lets(gone(browser), "b1")).status_code)
    assert statuses == [302] * 20 + [429]


def test_without_a_provider_there_is_no_such_way(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], oidc=None)
    browser = app.test_client()
    assert "/login/oidc" not in browser.get("/login").text
    assert browser.get("/login/oidc").status_code == 404
    assert browser.get("/login/oidc/back?code=1&state=2").status_code == 404
