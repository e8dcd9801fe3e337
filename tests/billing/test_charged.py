"""The calls behind a line, page by page in order of time, and what a page of a long line reads."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from billing.invoices import charged, service
from billing.models import InvoiceLine
from esl.calls import parts
from esl.models import OUTBOUND, Conversation
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.months import months_after
from tests.factories import InvoiceFactory, InvoiceLineFactory, LegFactory
from tests.support import plans

from .month import Leased, april, leased

TERMS = {
    "call_charges": {
        "call_period": "split",
        "rates": {"inbound": {"default": "0.10"}, "outbound": {"default": "0.10"}},
        "directions": {"transferred": "outbound"},
    }
}
ROWS = 3000


def walked(line: InvoiceLine, size: int) -> list[charged.CallRow]:
    """All pages of a line's calls."""
    found, after = [], ""
    while True:
        page = charged.calls(line, after, size)
        assert len(page.entries) <= size
        found += page.entries
        if not (after := page.after):
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_hold_each_call_and_each_further_leg_once_in_order_of_time(app: Flask, size: int) -> None:
    """One began in February (local time), some at the same moment as another."""
    acme = leased(0, overrides=TERMS, starts=date(2026, 2, 1))
    acme.call("02-28T23:50", 1200, id="over-midnight", direction=OUTBOUND)
    for name in ("b", "a"):
        made = acme.call("03-03T09:00", 600, id=name, direction=OUTBOUND)
        call = db.session.get_one(Conversation, (acme.tenant.id, made))
        LegFactory(conversation=call, uuid=f"further-{name}", kind="transferred", direction=OUTBOUND)
    acme.call("03-31T09:00", 60, id="last", direction=OUTBOUND)
    db.session.commit()
    with april():
        service.close("2026-02")
        (outcome,) = service.close("2026-03")
    (line,) = [one for one in service.by_number(outcome.number).lines if one.quantity > 20]
    rows = walked(line, size)
    assert [row.started_at for row in rows] == sorted(row.started_at for row in rows)
    assert sorted(row.id for row in rows) == ["a", "b", "last", "over-midnight"]
    (other,) = [one for one in service.by_number(outcome.number).lines if one.quantity == 20]
    assert [(row.id, row.kind) for row in walked(other, size)] == [("a", "transferred"), ("b", "transferred")]


def test_a_place_that_no_page_gave_is_refused(app: Flask) -> None:
    line = InvoiceLineFactory()
    for after in (
        "x",
        "2026-03-01T00:00:00",
        "2026-03-01T00:00:00+00:00~~",
        "2026-03-01T00:00Z~a~\0",
    ):
        with pytest.raises(InvalidInput, match="not a place in a list of calls"):
            charged.calls(line, after)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_page_of_a_long_line_reads_its_month_and_little_more_than_itself(app: Flask) -> None:
    acme = leased(0)
    line = _long(acme)
    first = charged.calls(line)
    assert len(first.entries) == charged.PAGE
    for after in ("", first.after):
        asked = plans.asked(lambda after=after: charged.calls(line, after))
        (plan,) = (one for one in asked if "conversations_" in one)
        assert set(re.findall(r" on (conversations_\d{4}_\d\d) .*actual rows=[1-9]", plan)) == {
            "conversations_2026_03"
        }
        of_march = re.findall(r" on (?:conversations_2026_03|line_evidence) .*actual rows=(\d+)", plan)
        assert max(map(int, of_march)) <= 2 * charged.PAGE
    assert not re.search(r"Removed by Filter: \d{3}", plan), "the month before is the first page's alone"


def _long(acme: Leased) -> InvoiceLine:
    """A line of March that charged all of its calls, among as many calls of each month before."""
    for before in range(5):
        parts.make(months_after(date(2026, 3, 1), -before))
    line: InvoiceLine = InvoiceLineFactory(
        invoice=InvoiceFactory(tenant_id=acme.tenant.id, contract_id=acme.contract.id)
    )
    db.session.flush()
    given = {"tenant": acme.tenant.id, "node": acme.node.id, "line": line.id, "rows": ROWS}
    made = """
    INSERT INTO conversations (tenant_id, id, node_id, direction, caller, callee, outcome, cause, paid_uuid,
                               billusec, started_at, answered_at, ended_at)
    SELECT :tenant, month || '-' || n, :node, 'outbound', '', '', 'answered', '', 'x', 60, at, at, at
    FROM generate_series(-4, 0) month, generate_series(1, :rows) n, LATERAL
         (SELECT timestamptz '2026-03-02' + month * interval '1 month' + n * interval '10 minutes') t (at)
    """
    db.session.execute(text(made), given)
    counted = """
    INSERT INTO line_evidence (tenant_id, line_id, kind, subject, quantity)
    SELECT :tenant, :line, 'call', id, 1 FROM conversations WHERE id LIKE '0-%'
    """
    db.session.execute(text(counted), given)
    for table in ("conversations", "line_evidence"):
        db.session.execute(text(f"ANALYZE {table}"))
    db.session.commit()
    return line
