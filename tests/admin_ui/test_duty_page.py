"""The page of duties: template, owner, what was handed over."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from billing.duties import service as duties
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.billing.cases import at
from tests.billing.month import leased
from tests.factories import UserFactory

from .conftest import Visitor, undone

AT = "/tenants/acme/duties/SY-2026-000001/1"


@pytest.fixture
def acme(app: Flask) -> Tenant:
    made = leased(3, template="hotline-seat-lease", type="inbound")
    made.outage("03-05T10:00", "03-09T10:00")
    db.session.commit()
    with clock.frozen(at("04-01")):
        service.close("2026-03")
    return made.tenant


def test_a_report_is_filled_and_handed_over(acme: Tenant, visit: Visitor) -> None:
    browser = visit("operator", login="li")
    page = browser.get("/duties").text
    assert "SY-2026-000001" in page
    assert "badge bg-red-lt" in page
    assert "5,760" in browser.get(f"{AT}/template").text
    assert browser.post(f"{AT}/owner", data={"owner": "li"}).status_code == 302
    assert browser.post(f"{AT}/done").status_code == 400
    file = {"document": (io.BytesIO(b"<script>"), "../report.html")}
    assert browser.post(f"{AT}/done", data=file).status_code == 302
    assert "report.html" in browser.get("/duties").text
    handed = visit(tenant=acme).get(f"{AT}/document")
    assert (handed.data, handed.mimetype) == (b"<script>", "application/octet-stream")
    assert handed.headers["Content-Disposition"].startswith("attachment")


def test_who_looks_after_it_is_taken_back_by_one_click(acme: Tenant, visit: Visitor) -> None:
    UserFactory(login="wang", role="operator")
    browser = visit("operator", login="li")
    browser.post(f"{AT}/owner", data={"owner": "wang"})
    assert undone(browser, "/duties") == "Nobody looks after it now."
    assert duties.by_name("SY-2026-000001", 1, acme.id).owner is None
    browser.post(f"{AT}/owner", data={"owner": "wang"})
    browser.get("/duties")
    browser.post(f"{AT}/owner", data={"owner": "li"})
    undone(browser, "/duties")
    assert duties.by_name("SY-2026-000001", 1, acme.id).owner == "wang"


def test_others_see_nothing_of_it(acme: Tenant, visit: Visitor) -> None:
    other = visit(tenant=leased(1, name="beta").tenant)
    assert other.get(f"{AT}/document").status_code == 404
    assert [visit(tenant=acme).get(path).status_code for path in ("/duties", f"{AT}/template")] == [403, 403]
