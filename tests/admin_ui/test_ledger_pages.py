"""What tenants owe, for finance; and a tenant's own ledger, which is nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask

from billing.invoices import service
from billing.recorded import service as recorded
from seatyard import clock
from tenants.models import Tenant
from tests.billing.cases import at
from tests.billing.month import leased

from .conftest import Visitor


@pytest.fixture
def acme(app: Flask) -> Tenant:
    """Owes April's 6,000.00 and 4,000.00 of March's, whose due day was the 10th of April."""
    found = leased(3).tenant
    with clock.frozen(at("05-01")):
        for month in ("2026-03", "2026-04"):
            service.close(month)
    recorded.add("acme", {"facts": {"payments": [{"at": "2026-04-20", "amount": 2000}]}}, by="ann")
    return found


def test_finance_sees_who_owes_what_by_its_age(acme: Tenant, visit: Visitor) -> None:
    with clock.frozen(at("05-20")):
        page = visit("finance").get("/owed?lang=en").text
    for shown in ("10,000.00", "4,000.00", "6,000.00", "/tenants/acme/ledger"):
        assert shown in page, shown


def test_a_tenant_sees_its_own_bills_and_entries(acme: Tenant, visit: Visitor) -> None:
    with clock.frozen(at("05-20")):
        page = visit(tenant=acme).get("/tenants/acme/ledger").text
    amounts = "10,000.00", "4,000.00", "−2,000.00"
    for shown in ("SY-2026-000001", "SY-2026-000002", *amounts, "F1", "2026-05-10"):
        assert shown in page, shown


def test_others_see_neither(acme: Tenant, visit: Visitor) -> None:
    other = leased(1, name="beta").tenant
    browser = visit(tenant=other)
    assert browser.get("/tenants/acme/ledger").status_code == 404
    assert browser.get("/owed").status_code == 403
    assert "SY-" not in browser.get("/tenants/beta/ledger").text
