"""From a line to every fact behind it, and from a call back to the line that charged it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import charged, evidence, service
from billing.models import Invoice, InvoiceLine
from esl.models import OUTBOUND
from seatyard.db import db
from seatyard.errors import NotFound

from .month import Leased, april, leased


@pytest.fixture
def acme(app: Flask) -> Leased:
    """A closed month: two seats, five calls, one outage."""
    acme = leased(2, type="inbound", template="hotline-seat-lease")
    for day in range(1, 6):
        acme.call(f"03-0{day}T09:00", 60 * day, direction=OUTBOUND, id=f"call-{day}", callee="+8613800138000")
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    with april():
        service.close("2026-03")
    return acme


def line(clause: str) -> InvoiceLine:
    return db.session.scalars(select(InvoiceLine).filter_by(clause=clause)).one()


def test_the_calls_of_a_line_a_page_at_a_time(acme: Leased) -> None:
    page = charged.calls(line("call_charges"), size=2)
    assert [row.id for row in page.entries] == ["call-1", "call-2"]
    page = charged.calls(line("call_charges"), page.after, size=2)
    assert [(row.id, row.minutes, row.billusec) for row in page.entries] == [
        ("call-3", 3, 180_000_000),
        ("call-4", 4, 240_000_000),
    ]
    assert page.entries[0].callee == "+8613800138000"
    page = charged.calls(line("call_charges"), page.after, size=2)
    assert ([row.id for row in page.entries], page.after) == (["call-5"], "")
    everything = charged.calls(line("call_charges"))
    assert sum(row.minutes for row in everything.entries) == line("call_charges").quantity


def test_the_seats_of_a_line(acme: Leased) -> None:
    rows = evidence.seats(line("seat_rent"))
    assert [(row.number, row.type, row.quantity, row.ends_at) for row in rows] == [
        ("1001", "inbound", 1, None),
        ("1002", "inbound", 1, None),
    ]


def test_the_outages_and_lines_of_a_credit(acme: Leased) -> None:
    credit = line("uptime_sla")
    (row,) = evidence.outages(credit)
    assert (row.cause, row.minutes) == ("provider", Decimal(26 * 60))
    assert [one.clause for one in evidence.lines(credit)] == ["seat_rent", "call_charges"]


def test_counts_by_line_and_kind(acme: Leased) -> None:
    counts = evidence.counts(line("seat_rent").invoice_id)
    assert counts == {
        line("seat_rent").id: {"seat": 2},
        line("call_charges").id: {"call": 5},
        line("uptime_sla").id: {"outage": 1, "line": 2},
    }


def test_from_a_call_to_the_line_that_charged_it(acme: Leased) -> None:
    (found,) = charged.lines_charging(acme.tenant.id, "call-3", [])
    assert (found.clause, found.invoice.number) == ("call_charges", "SY-2026-000001")
    assert charged.lines_charging(acme.tenant.id + 1, "call-3", []) == []
    assert charged.lines_charging(acme.tenant.id, "no-such-call", []) == []


def test_two_tenants_see_only_their_own(acme: Leased) -> None:
    """Also where the same call id came from two nodes."""
    other = leased(1, name="other")
    other.call("03-03T09:00", 60, direction=OUTBOUND, id="call-3")
    db.session.commit()
    with april():
        service.close("2026-03")
    (found,) = charged.lines_charging(other.tenant.id, "call-3", [])
    assert found.invoice.tenant_id == other.tenant.id
    assert [row.minutes for row in charged.calls(found).entries] == [1]
    assert service.listing(tenant_id=other.tenant.id).entries == [found.invoice]
    with pytest.raises(NotFound):
        service.by_number("SY-2026-000001", other.tenant.id)


def test_lists_of_invoices(acme: Leased) -> None:
    leased(1, name="other")
    with april():
        service.close("2026-03")
    numbers = ["SY-2026-000001", "SY-2026-000002"]
    assert [invoice.number for invoice in service.listing().entries] == numbers[::-1]
    assert [invoice.number for invoice in service.invoices(period="2026-03")] == numbers
    assert service.listing(period="2026-04").total == 0
    assert isinstance(service.by_number("SY-2026-000002"), Invoice)
