"""What nobody can mean, on PostgreSQL: it refuses what SQLite takes. One clear line each, and no failure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from seatyard import findings
from seatyard.db import db
from tests.factories import OutageFactory, TenantFactory
from tests.support import databases

from .conftest import Visitor

HUGE = 10**20
"""More than an integer of the database holds."""
NIL = "a\0b"
TIMES = {"from": "2026-03-01T09:00", "until": "2026-03-01T10:00"}


@pytest.fixture
def database_url(postgres_databases: databases.Postgres) -> Iterator[str]:
    with postgres_databases.fresh() as url:
        yield url


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    TenantFactory(name="acme")
    OutageFactory(evidence={})
    findings.report("signal_alone", "fs1/banner", "silent")
    db.session.commit()
    visitor = visit("operator")
    visitor.application.testing = False  # a failure is the answer 500, as in a server
    return visitor


def test_numbers_that_no_database_has(operator: FlaskClient) -> None:
    for name in ("outages", "findings"):
        for number in (2**31, HUGE):
            assert operator.get(f"/{name}/{number}").status_code == 404
    lists = ("outages", "findings", "outages/plans", "calls", "invoices", "tenants/acme/seat-time")
    for name in lists:
        for number in (2**62, HUGE, -1):
            assert operator.get(f"/{name}?page={number}").status_code == 200, name
    for number in (2**31, HUGE):
        word = {"cause": "provider", "reason": "x"}
        assert operator.post(f"/outages/{number}/classify", data=word).status_code == 404
        assert operator.post(f"/outages/plans/{number}/withdraw", data=word).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/findings?kind=%00",
        "/findings?owner=%00",
        "/tenants/a%00b",
        "/tenants/a%00b/status",
        "/tenants/acme/seats/%00",
        "/tenants/acme/calls/%00",
        "/tenants/acme/invoices/%00",
    ],
)
def test_an_address_that_is_no_text(operator: FlaskClient, path: str) -> None:
    answer = operator.get(path)
    assert answer.status_code == 400
    assert "no text" in answer.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/outages/1/classify", {"cause": "provider", "reason": NIL}),
        ("/outages/plans", {**TIMES, "cause": "planned", "reason": NIL}),
        ("/outages/plans", {**TIMES, "cause": "planned", "reason": "x", "tenants": NIL}),
        ("/findings/1/note", {"note": NIL}),
        ("/findings/1/clear", {"reason": NIL}),
        ("/login", {"login": NIL, "password": "x"}),
    ],
)
def test_a_form_that_is_no_text(operator: FlaskClient, path: str, form: dict[str, str]) -> None:
    assert operator.post(path, data=form).status_code == 400


def test_a_program_that_says_what_is_no_text(operator: FlaskClient) -> None:
    for body in ({"kind": "listen", "target": NIL}, {"kind": "listen", "target": ["\ud800"]}, {NIL: 1}):
        answer = operator.post("/api/v1/tenants/acme/seats/1001/supervisions", json=body)
        assert (answer.status_code, answer.is_json) == (400, True)
