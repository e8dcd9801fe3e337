"""Cross-site request forgery: whatever a browser's cookie opens takes a token of the page with each write."""

from __future__ import annotations

from flask import Flask, url_for

from seatyard.identity.sessions import csrf
from tests.admin_ui.conftest import Visitor
from tests.factories import TenantFactory

from .addresses import some

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
NO_COOKIE = {("node",), ("token",), ("signed",)}
"""Marks of routes that prove who asks by a header of each request, which no other site's page can send."""


def test_every_write_by_a_cookie_takes_a_token(app: Flask, visit: Visitor) -> None:
    TenantFactory(name="1")
    browser = visit("operator")
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if rule.methods and rule.methods & WRITES]
        addresses = {
            rule.endpoint: url_for(rule.endpoint, **{name: some(rule, name) for name in rule.arguments})
            for rule in rules
            if app.view_functions[rule.endpoint].allowed_roles not in NO_COOKIE  # type: ignore[attr-defined]
        }
    assert len(addresses) >= 30
    for endpoint, address in addresses.items():
        app.view_functions[endpoint] = lambda **_: "reached"
        app.config["WTF_CSRF_ENABLED"] = True
        assert browser.post(address, data={"reason": "x"}).status_code == 400, endpoint
        app.config["WTF_CSRF_ENABLED"] = False
        assert browser.post(address, data={"reason": "x"}).text == "reached", endpoint


def test_only_routes_without_a_cookie_are_exempt(app: Flask) -> None:
    exempt = {name for name in app.blueprints if app.blueprints[name] in csrf._exempt_blueprints}
    marks = {
        app.view_functions[rule.endpoint].allowed_roles  # type: ignore[attr-defined]
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in exempt
    }
    assert marks <= NO_COOKIE
    assert not csrf._exempt_views
