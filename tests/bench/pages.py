"""How long the server takes for each page of a house with many tenants on PostgreSQL, and why."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from seatyard.db import db
from seatyard.identity.models import User
from seatyard.web.settled import settled
from tenants.models import Tenant
from tests.factories import PASSWORD, UserFactory
from tests.support.statements import Statement, heard

from . import addresses
from .house import house
from .stocked import Stock

TENANTS = int(os.environ.get("SEATYARD_BENCH_TENANTS", "1000"))
CALLS = int(os.environ.get("SEATYARD_BENCH_CALLS", "10000000"))
RUNS = int(os.environ.get("SEATYARD_BENCH_RUNS", "20"))
"""Of each page, after two that warm it."""
BOUND = 0.150
"""Seconds that the 95th percentile is to stay under."""
ALIKE = 3
"""Tenants of the usual size whose pages are asked for in turn."""


@dataclass(frozen=True, slots=True)
class Measured:
    role: str
    of: str
    """``usual`` tenants in turn, or the ``largest``, which has a tenth of all calls."""
    page: str
    status: int
    p50: float
    p95: float
    """Seconds."""
    slowest: Statement | None
    """With its plan where the page took longer than the bound."""


def run(said: Callable[[str], object]) -> Iterator[Measured]:
    with house(Stock(TENANTS, CALLS, asked=1 + ALIKE), said) as (app, names):
        settled()  # as each process of gunicorn does
        yield from _measured(app, {"usual": names[1 : 1 + ALIKE], "largest": names[:1]})


def _measured(app: Flask, tenants: dict[str, list[str]]) -> Iterator[Measured]:
    staff = {role: _logged_in(app, role) for role in ("operator", "finance")}
    for of, names in tenants.items():
        shown = [addresses.pages(app, name) for name in names]
        own = [_logged_in(app, "tenant", name) for name in names]
        for role in (*staff, "tenant"):
            browsers = own if role == "tenant" else [staff[role]] * len(names)
            for alike in zip(*shown, strict=True):
                asked = [(one, address) for one, (_, address) in zip(browsers, alike, strict=True)]
                yield _page(role, of, alike[0][1].replace(names[0], "…"), asked)


def _page(role: str, of: str, page: str, asked: list[tuple[FlaskClient, str]]) -> Measured:
    took, status = [], 0
    for at in range(RUNS + 2):
        browser, address = asked[at % len(asked)]
        began = time.perf_counter()
        status = browser.get(address).status_code
        took.append(time.perf_counter() - began)
        if status != 200:
            break
    times = took[2:] or took
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    with heard(explain="EXPLAIN (ANALYZE, COSTS OFF)" if p95 > BOUND else "", over=BOUND / 3) as found:
        asked[0][0].get(asked[0][1])
    return Measured(role, of, page, status, statistics.median(times), p95, found.slowest)


def _logged_in(app: Flask, role: str, tenant: str = "") -> FlaskClient:
    login = f"bench-{tenant or role}"
    if db.session.query(User).filter_by(login=login).first() is None:
        of = {"tenant": db.session.query(Tenant).filter_by(name=tenant).one()} if tenant else {}
        UserFactory(login=login, role=role, **of)
    browser = app.test_client()
    answer = browser.post("/login", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return browser
