"""A tenant sees its own things and nobody else's."""

from __future__ import annotations

from flask import Flask

from tests.factories import TenantFactory

from .conftest import Visitor


def test_another_tenant_is_not_there(visit: Visitor) -> None:
    own, other = TenantFactory(name="acme"), TenantFactory(name="beta")
    browser = visit(tenant=own)
    assert browser.get(f"/tenants/{own.name}").status_code == 200
    assert browser.get(f"/tenants/{other.name}").status_code == 404
    assert browser.get("/tenants/nobody").status_code == 404


def test_an_address_that_is_none_is_answered_by_a_page_of_ones_own(visit: Visitor) -> None:
    own = TenantFactory(name="acme")
    for browser in (visit(tenant=own), visit("operator"), visit("finance")):
        for path in ("/nothing", "/tenants/acme/nothing"):
            assert browser.get(path).status_code == 404


def test_staff_see_every_tenant(visit: Visitor) -> None:
    TenantFactory(name="acme")
    assert visit("operator").get("/tenants/acme").status_code == 200
    assert visit("finance").get("/tenants/acme").status_code == 200


def test_tenants_reach_only_what_lies_under_a_tenant(app: Flask) -> None:
    """Every page that a tenant may open names the tenant, is nobody's, or the own account's."""
    nobodys = {"ui.home", "ui.log_out", "ui.help_first", "ui.guide"}
    own = "/account"
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "tenant" in app.view_functions[rule.endpoint].allowed_roles
        and not rule.rule.startswith("/tenants/<tenant>")
        and not rule.rule.startswith(own)
        and rule.endpoint not in nobodys
    ]
    assert wrong == []


def test_what_lies_under_a_tenant_is_scoped(app: Flask) -> None:
    """The preprocessor knows the tenant by the name of its part of the path."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/tenants/<")]
    assert rules
    assert all("tenant" in rule.arguments for rule in rules)
    assert all(rule.endpoint.startswith("ui.") for rule in rules)
