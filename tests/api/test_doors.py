"""Each resource × each token that does not open it: refused as the table says, whatever it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from seatyard import clock
from seatyard.db import db
from seatyard.identity.permissions import FINANCE, OPERATOR, SUPERVISOR
from tenants import directory
from tenants.tokens import service as tokens
from tenants.tokens.models import ApiToken
from tests.factories import UserFactory
from tests.support.house import Home

from .conftest import Ask, secret_for, token_of, token_of_person


def resources(app: Flask) -> list[tuple[str, str, str]]:
    """Of all that asks for a token: method, path under ``/api/v1`` of acme's, permission."""
    found = []
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        if rule.rule.startswith("/api/v1/") and view.allowed_roles == ("token",):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found.append((method, filled(rule.rule), view.permission))
    assert len(found) > 10
    return found


def filled(rule: str) -> str:
    """A path of the rule, of acme's where it names a tenant."""

    def value(found: re.Match[str]) -> str:
        kind, name = found["kind"] or "", found["name"]
        if kind.startswith("any("):
            return kind[4:].split(",")[0].strip(')"')
        return "acme" if name == "tenant" else "1"

    return re.sub(r"<(?:(?P<kind>[^:>]+):)?(?P<name>[^>]+)>", value, rule).removeprefix("/api/v1")


def expired(name: str) -> str:
    secret = token_of(name)
    token = db.session.query(ApiToken).one()
    token.expires_at = clock.now() - timedelta(seconds=1)
    return secret


def revoked(name: str) -> str:
    secret = token_of(name)
    tokens.revoke(tokens.tenant_named(name), "crm")
    return secret


def person_of(name: str) -> str:
    return token_of_person(SUPERVISOR, tenant=directory.find(name))


WRONG: dict[str, tuple[Callable[[], str], int, int]] = {
    "none": (lambda: "", 401, 401),
    "wrong": (lambda: "sy_wrong", 401, 401),
    "not text": (lambda: "sy_\udcff", 401, 401),
    "another tenant's": (lambda: token_of("beta"), 404, 403),
    "another tenant's person's": (lambda: person_of("beta"), 404, 403),
    "expired": (lambda: expired("acme"), 401, 401),
    "revoked": (lambda: revoked("acme"), 401, 401),
}
"""Each with the status under ``/tenants/acme`` and elsewhere."""


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_token_opens_nothing(app: Flask, homes: tuple[Home, Home], ask: Ask, kind: str) -> None:
    make, tenants_own, others = WRONG[kind]
    refused(app, ask, make(), tenants_own, others)


def refused(app: Flask, ask: Ask, secret: str, tenants_own: int, others: int) -> None:
    """Ask for every resource: with what status acme's are refused, and the house's."""
    for method, path, _ in resources(app):
        answer = ask(method, path, secret)
        wanted = tenants_own if path.startswith("/tenants/acme") else others
        assert (answer.status_code, set(answer.json)) == (wanted, {"error"}), (method, path)
        assert ("WWW-Authenticate" in answer.headers) == (wanted == 401)


def test_without_the_scope_nothing_opens(app: Flask, homes: tuple[Home, Home], ask: Ask) -> None:
    """Of a tenant's programs and of the operator's admin: a token with each scope but the one."""
    admin = UserFactory(role=OPERATOR)
    db.session.commit()
    asked = resources(app)
    for permission in {permission for _, _, permission in asked}:
        for owner in (tokens.tenant_named("acme"), tokens.person_named(admin.login)):
            others = [scope for scope in owner.may if scope != permission]
            secret = tokens.give(owner, "t", "tests", others)
            for method, path, wanted in asked:
                if wanted == permission:
                    answer = ask(method, path, secret)
                    assert (answer.status_code, answer.json["error"]["allowed"]) == (403, permission)
            tokens.revoke(owner, "t")


def test_each_scope_opens_what_asks_for_it(app: Flask, homes: tuple[Home, Home], ask: Ask) -> None:
    """A token with the one scope is not refused; there may be no such thing, or the question be wrong."""
    found = resources(app)
    secrets = {name: secret_for(name, name.replace(".", "-")) for name in {one[2] for one in found}}
    for method, path, permission in found:
        answer = ask(method, path, secrets[permission])
        assert answer.status_code not in (401, 403, 405, 500), (method, path, answer.text)


def test_a_persons_token_may_what_the_person_may(homes: tuple[Home, Home], ask: Ask) -> None:
    """Whoever changes roles, or goes, takes it along."""
    person = UserFactory(role=FINANCE)
    db.session.commit()
    owner = tokens.person_named(person.login)
    secret = tokens.give(owner, "books", "tests", ["money"])
    assert ask("get", "/invoices", secret).status_code == 200
    person.role = "support"
    assert ask("get", "/invoices", secret).status_code == 200
    db.session.delete(person)
    assert ask("get", "/invoices", secret).status_code == 401
    assert db.session.query(ApiToken).count() == 0
