"""What a page offers a person is what the person may do: no link or form that ends in a refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException

from seatyard.db import db
from seatyard.identity.permissions import (
    FINANCE,
    GRANTED,
    OF_TENANTS,
    OPERATOR,
    ROLES,
    SEAT,
    SUPERVISOR,
    TENANT,
)
from tests.support.house import Home, furnished

from .conftest import Visitor
from .test_every_page import pages

ACT = (OPERATOR, FINANCE, TENANT, SUPERVISOR, SEAT)
"""Roles that do things on pages; the others' are there to read them."""


def test_each_permission_is_somebodys_and_asked_for(app: Flask) -> None:
    views: list[Any] = list(app.view_functions.values())
    asked = {view.permission for view in views if hasattr(view, "permission")}
    assert asked == GRANTED.keys()
    assert all(GRANTED.values())
    assert {role for roles in GRANTED.values() for role in roles} == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_pages_offer_what_the_role_may_do(app: Flask, visit: Visitor, role: str) -> None:
    acme, _ = furnished(calls=14)
    browser = visitor(visit, role, acme)
    addresses = pages(app, acme)
    db.session.commit()
    opened = 0
    for address in addresses:
        answer = browser.get(address)
        wanted = 200 if role in allowed(app, address, "GET") else 403
        assert answer.status_code == wanted, (address, answer.status)
        if wanted == 403 or answer.mimetype != "text/html":
            continue
        opened += 1
        for method, target in offered(answer.text, address):
            assert role in allowed(app, target, method), f"{address} offers {method} {target}"
    assert opened >= (1 if role == SEAT else 8)


def visitor(visit: Visitor, role: str, home: Home) -> FlaskClient:
    """The browser of somebody with this role, a tenant's where it is one of a tenant's."""
    if role == SEAT:
        return visit(seat=home.seats[0])
    return visit(role, tenant=home.tenant) if role in OF_TENANTS else visit(role)


def offered(page: str, address: str) -> set[tuple[str, str]]:
    """Each link and form of the page, without its query."""
    document = html.fromstring(page)
    found = {("GET", str(link)) for link in document.xpath("//a/@href")}
    for form in document.xpath("//form[not(@method='dialog')]"):
        found.add((form.get("method", "get").upper(), form.get("action") or address))
    return {(method, re.split("[?#]", target)[0]) for method, target in found if target.startswith("/")}


def looked_at(app: Flask, addresses: list[str], role: str) -> list[str]:
    """The pages that ``role`` is to look at where each is looked at for its words.

    Whoever acts looks at all that they may open; whoever reads, whose page has fewer parts, at the rest.
    """
    mine = [path for path in addresses if role in allowed(app, path, "GET")]
    return [path for path in mine if role in ACT or not set(allowed(app, path, "GET")) & set(ACT)]


def allowed(app: Flask, path: str, method: str) -> tuple[str, ...]:
    """The roles that may open it; everybody for what is public."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method=method)
    except HTTPException as error:
        raise AssertionError(f"{method} {path}: {error}") from None
    roles: tuple[str, ...] = app.view_functions[endpoint].allowed_roles  # type: ignore[union-attr]
    return ROLES if roles == ("public",) else roles
