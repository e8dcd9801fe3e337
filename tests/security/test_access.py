"""Every route × every role × own and foreign tenant, against the table in ``access.txt``, written by hand.

A route without a row fails, and so does a row without a route.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from seatyard.db import db
from seatyard.identity.permissions import OF_TENANTS, ROLES, STAFF
from tests.admin_ui.conftest import Visitor
from tests.admin_ui.test_every_page import known_of
from tests.admin_ui.test_roles import visitor
from tests.support.house import Home, furnished

from .addresses import some

TABLE = Path(__file__).with_name("access.txt")
LAST = ("ui.end_session", "ui.log_out")
FOREIGN = "foreign"


class Row(NamedTuple):
    endpoint: str
    method: str
    who: tuple[str, ...]
    """A word for each role; or one: ``public``, ``node``, ``token``, ``signed``."""


class Call(NamedTuple):
    row: Row
    address: str
    of_tenant: bool


def table() -> list[Row]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return [Row(endpoint, method, tuple(who)) for endpoint, method, *who in lines]


def rules(app: Flask) -> dict[tuple[str, str], Rule]:
    return {
        (rule.endpoint, method): rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_its_row(app: Flask) -> None:
    rows = [(row.endpoint, row.method) for row in table()]
    assert sorted(rows) == sorted(rules(app))
    assert {len(row.who) for row in table()} == {1, len(ROLES)}


@pytest.mark.parametrize("role", [*STAFF, *OF_TENANTS, *(f"{role} {FOREIGN}" for role in OF_TENANTS)])
def test_who_is_let_in(app: Flask, visit: Visitor, role: str) -> None:
    try_all(app, visit, role)


def try_all(app: Flask, visit: Visitor, role: str) -> None:
    """Ask for every route as the role: of the own tenant, or ``foreign``."""
    name, _, foreign = role.partition(" ")
    acme, beta = furnished(calls=14)
    calls = _calls(app, acme)
    own, other = (beta, acme) if foreign else (acme, beta)
    browser = visitor(visit, name, own)
    hidden = other.tenant.title_zh.encode() if name in OF_TENANTS else None
    app.testing = False
    for call in calls:
        word = call.row.who[ROLES.index(name)]
        status, body = _answer(browser, call)
        assert hidden is None or hidden not in body, call.row
        if foreign and call.of_tenant:
            assert status == 404, (call.row, status)
        elif word == "no":
            assert status == 403, (call.row, status)
        else:
            assert status not in (401, 403, 500), (call.row, status)
            assert call.row.method != "GET" or status in (200, 302), (call.row, status)
        assert (word == "own") <= call.of_tenant, call.row


def test_strangers_are_sent_to_the_login(app: Flask) -> None:
    acme, _ = furnished(calls=14)
    calls = _calls(app, acme)
    for call in calls:
        answer = app.test_client().open(call.address, method=call.row.method)
        assert (answer.status_code, "/login" in answer.location) == (302, True), call.row


def _calls(app: Flask, acme: Home) -> list[Call]:
    """What people may ask for, by the table; leaving comes last."""
    known, by_name = known_of(acme), rules(app)
    db.session.commit()
    made = []
    with app.test_request_context():
        for row in sorted(table(), key=lambda row: row.endpoint in LAST):
            if len(row.who) == len(ROLES):
                rule = by_name[row.endpoint, row.method]
                given = {name: some(rule, name, known) for name in rule.arguments}
                made.append(Call(row, url_for(row.endpoint, **given), "tenant" in rule.arguments))
    return made


def _answer(browser: FlaskClient, call: Call) -> tuple[int, bytes]:
    """Of one that goes on what comes first."""
    answer = browser.open(call.address, method=call.row.method)
    if answer.mimetype != "text/event-stream":
        return answer.status_code, answer.data
    first = next(answer.iter_encoded())
    answer.close()
    return answer.status_code, first
