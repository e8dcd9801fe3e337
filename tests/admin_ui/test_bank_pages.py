"""Finance takes a statement in, confirms, splits, sets aside and takes back; nobody else does."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from billing.bank import listing
from billing.invoices import service
from seatyard import clock
from seatyard.db import snapshot
from tenants.models import Tenant
from tests.billing.bank.statements import OWN, cn, credit
from tests.billing.booked import unproven
from tests.billing.cases import at
from tests.billing.month import leased

from .conftest import Visitor

MARCH, APRIL = "SY-2026-000001", "SY-2026-000002"


@pytest.fixture
def acme(app: Flask) -> Tenant:
    found = leased(3).tenant
    with clock.frozen(at("06-15")):
        for month in ("2026-03", "2026-04"):
            service.close(month)
    return found


def states() -> list[str]:
    with snapshot():
        return [one.state for one in reversed(listing.page().entries)]


def upload(browser: object, content: bytes, **more: str) -> object:
    data = {"file": (io.BytesIO(content), "june.csv"), "account": OWN, **more}
    return browser.post("/bank?lang=en", data=data, content_type="multipart/form-data")  # type: ignore[attr-defined]


def test_from_a_file_to_payments_and_back(acme: Tenant, visit: Visitor) -> None:
    browser = visit("finance")
    rows = [credit("6000", MARCH, name="<b>甲</b>"), credit("2500", APRIL), credit("9", "?"), credit("-1")]
    with clock.frozen(at("06-15")):
        assert upload(browser, cn(*rows, charset="gb18030"), book="1").status_code == 302
        assert sorted(states()) == ["faulty", "matched", "open", "open"]
        page = browser.get("/bank?lang=en").text
        for shown in ("&lt;b&gt;甲", "6,000.00", "amount: -1 is negative", "SY-2026-000002 2,500.00"):
            assert shown in page, shown
        assert "B2" in browser.get("/bank?state=open").text
        assert "SY-2026-000002" in browser.get("/bank/2?lang=en").text
        confirmed = browser.post("/bank/2/confirm", data={"of": APRIL, "amount": "2500"})
        assert confirmed.status_code == 302
        refused = browser.post("/bank/3/confirm", data={"of": ["acme", ""], "amount": ["10", ""]})
        assert (refused.status_code, "acme cannot have 10" in refused.text) == (400, True)
        assert browser.post("/bank/3/park", data={"reason": "whose?"}).status_code == 302
        assert "whose?" in browser.get("/bank/3").text
        assert browser.post("/bank/3/release").status_code == 302
        assert browser.post("/bank/2/unmatch", data={"reason": "another's"}).status_code == 302
        assert browser.post("/bank/2/unmatch", data={"reason": "again"}).status_code == 409
        assert browser.get("/bank/99").status_code == 404
        assert upload(browser, b"\xff\xff").status_code == 400
    assert unproven() == []


def test_tenants_see_none_of_it(acme: Tenant, visit: Visitor) -> None:
    browser = visit(tenant=acme)
    assert browser.get("/bank").status_code == 403
    assert browser.post("/bank/1/confirm").status_code in (400, 403)
