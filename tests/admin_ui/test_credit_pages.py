"""Finance credits an invoice on its page, shown first; its tenant sees the note, and nobody else."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing.credits.models import CreditNote
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.billing.cases import at
from tests.billing.month import leased

from .conftest import Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = "/tenants/acme/invoices/SY-2026-000001/credit"
NOTE = "/tenants/acme/credit-notes/SYC-2026-000001"


@pytest.fixture
def acme(app: Flask) -> Tenant:
    """Invoiced 6,000.00 for March."""
    found = leased(3).tenant
    with clock.frozen(at("04-01")):
        service.close("2026-03")
    return found


def totals() -> list[Decimal]:
    db.session.rollback()
    return list(db.session.scalars(select(CreditNote.total).order_by(CreditNote.id)))


def test_it_is_shown_first_and_given_once(acme: Tenant, visit: Visitor) -> None:
    browser = visit("finance")
    assert f'href="{FORM}"' in browser.get("/tenants/acme/invoices/SY-2026-000001").text
    assert "6,000.00" in browser.get(f"{FORM}?lang=en").text
    asked = {"line-1": "500", "reason": "agreed <by> phone"}
    seen = browser.post(f"{FORM}?lang=en", data={**asked, "do": "preview"}).text
    assert all(one in seen for one in ("500.00", "5,500.00", "agreed &lt;by&gt; phone"))
    assert totals() == []
    found = re.search(r'name="request" value="([0-9a-f]+)"', seen)
    assert found is not None
    for _ in range(2):
        done = browser.post(FORM, data={**asked, "do": "give", "request": found[1]})
        assert (done.status_code, done.headers["Location"]) == (302, NOTE)
    assert totals() == [Decimal("500.00")]
    for path in ("/tenants/acme/invoices/SY-2026-000001", "/tenants/acme/ledger", "/credit-notes"):
        assert NOTE in browser.get(path).text, path


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"line-1": "6000.01"}, "up to 6000.00"),
        ({}, "one of them is needed"),
        ({"what": "whole", "amount": "5"}, "one of them is needed"),
        ({"line-1": "x"}, "no amount"),
    ],
)
def test_what_cannot_be_is_said(acme: Tenant, visit: Visitor, asked: dict[str, str], said: str) -> None:
    for do in ("preview", "give"):
        refused = visit("finance").post(FORM, data={**asked, "reason": "x", "do": do})
        assert (refused.status_code in (400, 409), said in refused.text) == (True, True)
    assert totals() == []


def test_its_tenant_sees_it_and_cannot_give_one(acme: Tenant, visit: Visitor) -> None:
    visit("finance").post(
        FORM, data={"what": "whole", "reason": "one seat too many", "do": "give", "request": "1"}
    )
    browser = visit(tenant=acme)
    assert "one seat too many" in browser.get(NOTE).text
    assert browser.get(f"{NOTE}/pdf").data.startswith(b"%PDF")
    assert browser.get(f"{NOTE}/json").json["total"] == "6000.00"
    assert "SYC-2026-000001" in browser.get("/tenants/acme/credit-notes").text
    assert [browser.get(FORM).status_code, browser.post(FORM).status_code] == [403, 403]
    other = visit(tenant=leased(1, name="beta").tenant)
    assert [other.get(path).status_code for path in (NOTE, f"{NOTE}/pdf")] == [404, 404]
