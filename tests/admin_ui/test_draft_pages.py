"""The month's drafts for finance: what changed and why, and what is decided about each."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from billing.drafts import making, service
from billing.invoices import service as invoices
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.billing.cases import at
from tests.billing.month import leased
from tests.factories import SeatFactory, SeatTenureFactory

from .conftest import Visitor


@pytest.fixture
def acme(app: Flask) -> Tenant:
    """Of April there are drafts, with a seat more than in March, which is invoiced."""
    found = leased(2).tenant
    leased(1, name="other")
    with clock.frozen(at("04-02")):
        invoices.close("2026-03")
    SeatTenureFactory(seat=SeatFactory(tenant=found, number="2001", type="standard"), starts_at=at("04-02"))
    db.session.commit()
    with clock.frozen(at("05-02")):
        making.draft("2026-04")
    return found


def state() -> str:
    db.session.rollback()
    return service.one_of("2026-04", "acme").state


def test_finance_sees_what_changed_and_why(acme: Tenant, visit: Visitor) -> None:
    finance = visit("finance", language="en")
    page = finance.get("/drafts").text
    for shown in ("2026-04", "CNY 6,000.00", "+2,000.00", "Not reviewed"):
        assert shown in page, shown
    page = finance.get("/drafts/1").text
    for shown in ("1 seat added; 1 seat-months more (2 → 3)", "4,000.00", "6,000.00", "Approve as it stands"):
        assert shown in page, shown
    finance.post("/language", data={"language": "zh"})
    assert "新增坐席 1 个；增加 1 席·月（2 → 3）" in finance.get("/drafts/1").text


def test_finance_holds_releases_and_approves(acme: Tenant, visit: Visitor) -> None:
    finance = visit("finance", login="fin", language="en")
    assert finance.post("/drafts/1/hold", data={"reason": ""}).status_code == 400
    assert finance.post("/drafts/1/hold", data={"reason": "disputed <b>"}).status_code == 302
    assert state() == "held"
    page = finance.get("/drafts/1").text
    assert ("disputed &lt;b&gt;" in page, "Approve as it stands" in page) == (True, False)
    assert finance.post("/drafts/1/release").status_code == 302
    seen = re.search('name="seen" value="([0-9a-f]{64})"', finance.get("/drafts/1").text)
    assert seen is not None
    assert finance.post("/drafts/1/approve", data={"seen": "0" * 64}).status_code == 409
    assert finance.post("/drafts/1/approve", data={"seen": seen[1]}).status_code == 302
    assert state() == "approved"
    assert finance.get("/drafts/99").status_code == 404


def test_nobody_else_decides_and_tenants_see_none(acme: Tenant, visit: Visitor) -> None:
    operator, tenant = visit("operator"), visit(tenant=acme)
    assert operator.get("/drafts/1").status_code == 200
    assert operator.post("/drafts/1/hold", data={"reason": "x"}).status_code == 403
    assert [tenant.get(path).status_code for path in ("/drafts", "/drafts/1")] == [403, 403]
