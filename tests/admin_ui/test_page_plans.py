"""No page reads a big table from end to end, by PostgreSQL's plan of each statement that it sends, nor asks
again and again: of the stock's tenants, seats or lines one by one.

Every page that shows something is asked for, of a usual tenant, and of one that has one of each thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from billing.dunning import listing
from seatyard.db import db
from tenants.models import Tenant
from tests.bench import addresses, leased, stocked
from tests.bench.stocked import Stock
from tests.factories import CallBackFactory
from tests.support.house import Home, furnished
from tests.support.many import copied
from tests.support.statements import big_tables, heard, indexes, scanned

from .conftest import Visitor
from .test_every_page import OF_LEADERS, OF_SEATS, pages

STOCK = Stock(tenants=60, calls=45_000, seats=50, days=8, asked=2)
AS_BIG = 20
"""Times as long as they are here: the tables of a thousand tenants."""
BIG = 700
"""Rows, of this stock: tables that grow with calls, seats' days, or tenants' months."""
GROWN = {
    *("seats", "seat_tenures", "seat_state_changes", "seat_days", "cdr_records", "recordings", "hangups"),
    *("audit_entries", "invoices", "invoice_lines", "invoice_drafts", "ledger_entries", "mails"),
    *("findings", "bank_lines", "credit_notes", "tenant_requests", "call_backs", "call_sums"),
    *("credit_note_lines", "queue_seats"),
}
"""Some that must be among them: else nothing is said of them."""
MOST = 45
"""Statements of a page: one for each of the stock's tenants, or of a list's entries, are more."""
RECKONED = {"ui.dunning": listing.ROWS * 15}
"""By page, how many more it may send: each contract shown is reckoned up by itself, by the engine."""
ALL_BILLS = "what is open of a month hangs on all bills and payments of its contracts: all there are"
A_YEAR = "what was earned in twelve months is summed: all that this stock has"
AMOUNTS = (
    "an invoice of a payment's amount, whosever it is: PostgreSQL compares amounts behind row policies only"
)
FIFTY = "the bills of the page's fifty contracts are most of those that this stock has"
NOT_INVOICED = "drafts that no invoice is made of yet are found among all that there are, along an index"
REMEMBERED = "a sum over the whole ledger, which a process asks for once for each thing that is posted"
LEDGER = dict.fromkeys(("ledger_entries", "ledger_transactions"), REMEMBERED)
ALLOWED = {
    "ui.overview": {"invoice_drafts": NOT_INVOICED},
    "ui.months": {"invoices": ALL_BILLS, "ledger_entries": A_YEAR},
    "ui.owed": {"invoices": FIFTY, **LEDGER},
    "ui.dunning": LEDGER,
    "ui.bank": {"invoices": AMOUNTS},
    "ui.bank_line": {"invoices": AMOUNTS},
}
"""By page: the tables that it may read whole, and why."""
TENANT = f"{leased.FIRST} + n % {STOCK.tenants}"
DRAFTS = """
INSERT INTO invoice_drafts SELECT made.* FROM invoice_drafts one, invoices i,
    LATERAL jsonb_populate_record(one, jsonb_build_object(
        'id', i.id, 'tenant_id', i.tenant_id, 'contract_id', i.contract_id, 'period', i.period)) made
WHERE one.id = 1 AND i.tenant_id >= :first
"""
NOTED = """
INSERT INTO credit_note_lines (note_id, line_id, amount)
SELECT n.id, l.id, 1 FROM credit_notes n JOIN invoice_lines l ON l.invoice_id = n.invoice_id
WHERE n.tenant_id >= :first AND l.position = 1
"""
SERVING = """
INSERT INTO queue_seats (queue_id, seat_id, level, position) SELECT q.id, s.id, 1, 1
FROM seats s JOIN queues q ON q.tenant_id = s.tenant_id WHERE s.tenant_id >= :first
"""
ANALYZE = """
ANALYZE findings, bank_lines, credit_notes, credit_note_lines, tenant_requests, call_backs, invoice_drafts,
        queue_seats
"""


@pytest.fixture
def database_url(postgres_databases: object) -> Iterator[str]:
    with postgres_databases.fresh() as url:  # type: ignore[attr-defined]
        yield url


def grown(home: Home) -> list[str]:
    """A house with one of each thing, and many of what grows; the usual tenants' names."""
    CallBackFactory(tenant=home.tenant, node=home.node)
    db.session.commit()
    names = stocked.fill(STOCK)
    copied("findings", 9_000, key="'k' || n", tenant_id=TENANT, cleared_at="now()", cleared_by="'li'")
    copied("bank_lines", 3_000, key="'k' || n", identity="'i' || n", payer_account="'a' || n")
    bill = f"({TENANT}) * 100 + n % {leased.INVOICES}"
    of = {"tenant_id": TENANT, "contract_id": TENANT, "invoice_id": bill}
    copied("credit_notes", 9_000, number="'C' || n", request="'r' || n", **of)
    copied("tenant_requests", 3_000, tenant_id=TENANT, state="'done'", decided_at="now()")
    copied("call_backs", 6_000, tenant_id=TENANT, uuid="'u' || n", state="'done'")
    copied("queues", STOCK.tenants, name="'q' || n", tenant_id=TENANT)
    for filled in (DRAFTS, NOTED, SERVING):
        db.session.execute(text(filled), {"first": leased.FIRST})
    db.session.execute(text(ANALYZE))
    db.session.commit()
    return names


def test_no_page_reads_a_big_table_from_end_to_end(app: Flask, visit: Visitor) -> None:
    home, _ = furnished(calls=14)
    of_each = pages(app, home)
    names = grown(home)
    big = big_tables(BIG)
    assert big >= GROWN, GROWN - big
    tenant = db.session.query(Tenant).filter_by(name=names[-1]).one()  # its rows lie at the end
    usual = [address for _, address in addresses.pages(app, names[-1])]
    operator, finance, own = visit("operator"), visit("finance"), visit(tenant=tenant)
    admin, seat = visit("tenant", tenant=home.tenant), visit(seat=home.seats[0])
    asked = [
        *((operator, one) for one in [*usual, *of_each]),
        *((finance, one) for one in usual),
        *((own, one) for one in usual),
        *((admin, one) for one in OF_LEADERS),
        *((seat, one) for one in OF_SEATS),
    ]
    opened, wrong = read_whole(app, asked, big)
    assert not wrong, "\n\n".join(wrong)
    assert opened >= 180


def read_whole(
    app: Flask, asked: list[tuple[FlaskClient, str]], big: frozenset[str]
) -> tuple[int, list[str]]:
    """How many pages opened, and what they read whole."""
    opened, wrong, known = 0, list[str](), indexes()
    for browser, address in asked:
        with heard(explain="EXPLAIN", as_big=AS_BIG) as found:
            opened += browser.get(address).status_code == 200
        endpoint, _ = app.url_map.bind("localhost").match(address.partition("?")[0])
        if len(found.statements) > MOST + RECKONED.get(endpoint, 0):
            often, times = Counter(one.text for one in found.statements).most_common(1)[0]
            wrong.append(f"{address}: {len(found.statements)} statements, {times} times\n{often}")
        wrong += [
            f"{address}: {table}\n{one.text}\n{one.plan}"
            for one in found.statements
            for table in scanned(one.plan, big, known)
            if table not in ALLOWED.get(endpoint, {})
        ]
    return opened, list(dict.fromkeys(wrong))
