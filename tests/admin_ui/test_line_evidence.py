"""A line's page leads to recorded facts, earlier invoices and the contract's terms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from billing.invoices import service
from billing.models import Invoice
from billing.recorded import service as recorded
from seatyard import clock
from tests.billing.month import leased

from .conftest import Visitor

OVERRIDES = {
    "one_off": {"price": {"installation": 1000}},
    "recurring": {"items": {"server": {"price": 100, "every": "month"}}},
    "late_fee": {"daily_rate": 0.003},
}


@pytest.fixture
def april(app: Flask) -> Invoice:
    """April 2026, on which March is late and was partly paid."""
    leased(1, overrides=OVERRIDES)
    told = {
        "one_offs": [{"at": "2026-04-09", "item": "installation", "quantity": 2}],
        "payments": [{"at": "2026-04-20", "amount": 500}],
    }
    recorded.add("acme", {"facts": told}, by="finance")
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        service.close("2026-03")
        service.close("2026-04")
    return service.by_number("SY-2026-000002")


@pytest.fixture
def finance(april: Invoice, visit: Visitor) -> FlaskClient:
    return visit("finance")


@pytest.mark.parametrize(
    ("clause", "there"),
    [
        ("one_off", ['id="one_off"', "F1", "2026-04-09", "installation"]),
        ("recurring", ['id="term"', "server"]),
        ("late_fee", ['id="invoice"', "/tenants/acme/invoices/SY-2026-000001", 'id="payment"', "F2", "500"]),
    ],
)
def test_what_a_line_rests_on(april: Invoice, finance: FlaskClient, clause: str, there: list[str]) -> None:
    position = next(line.position for line in april.lines if line.clause == clause)
    invoice = finance.get("/tenants/acme/invoices/SY-2026-000002").text
    address = f"/tenants/acme/invoices/SY-2026-000002/lines/{position}"
    page = finance.get(address).text
    assert [text for text in there if text not in page] == []
    for text in there:
        if text.startswith("id="):
            assert f"{address}#{text[4:-1]}" in invoice
