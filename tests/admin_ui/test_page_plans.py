"""No page reads a big table from end to end: PostgreSQL's plan of each statement that a page sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from seatyard.db import db
from tenants.models import Tenant
from tests.bench import addresses, leased, stocked
from tests.bench.stocked import Stock
from tests.support.statements import big_tables, heard, scanned

from .conftest import Visitor

STOCK = Stock(tenants=60, calls=45_000, seats=50, days=8)
AS_BIG = 20
"""Times as long as they are here: the tables of a thousand tenants."""
COUNTS_ALL = "how many seats are leased in the whole house: 100,000 short rows, in some 20 ms"
BIG = 2_000
"""Rows, of this stock: tables that grow with calls, seats' days, or tenants' months."""
ALLOWED = {
    "ui.overview": {"seats": COUNTS_ALL, "seat_tenures": COUNTS_ALL},
}
"""By page: the tables that it may read whole, and why."""


@pytest.fixture
def database_url(postgres_databases: object) -> Iterator[str]:
    with postgres_databases.fresh() as url:  # type: ignore[attr-defined]
        yield url


def test_no_page_reads_a_big_table_from_end_to_end(app: Flask, visit: Visitor) -> None:
    names = stocked.fill(STOCK)
    big = big_tables(BIG)
    assert {"seats", "seat_state_changes", "cdr_records", "recordings", "seat_days"} <= big
    tenant = db.session.query(Tenant).filter_by(id=leased.FIRST + 1).one()
    browsers = {"operator": visit("operator"), "finance": visit("finance"), "tenant": visit(tenant=tenant)}
    asked = addresses.pages(app, names[1])
    assert len(asked) >= 50
    wrong, opened = [], 0
    for role, browser in browsers.items():
        for endpoint, address in asked:
            with heard(explain="EXPLAIN", as_big=AS_BIG) as found:
                status = browser.get(address).status_code
            opened += status == 200
            wrong += [
                f"{role} {endpoint} {address}: {table}\n{one.text}\n{one.plan}"
                for one in found.statements
                for table in scanned(one.plan, big)
                if table not in ALLOWED.get(endpoint, {})
            ]
    assert not wrong, "\n\n".join(wrong)
    assert opened >= 80
