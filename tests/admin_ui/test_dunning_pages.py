"""Dunning on pages: finance sees and says, a tenant reads its own notices, others nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from billing.dunning import service as dunning
from billing.dunning.models import DunningStep
from billing.invoices import service as invoices
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.billing.cases import at
from tests.billing.dunning.test_service import TERMS, delivered
from tests.billing.month import leased

from .conftest import Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def acme(app: Flask) -> Tenant:
    """Suspended on 26 April for March's bill."""
    found = leased(3, overrides=TERMS).tenant
    with clock.frozen(at("04-01T09:00")):
        invoices.close("2026-03")
    for day in ("04-23T09:00", "04-26T09:00"):
        with clock.frozen(at(day)):
            dunning.run()
            delivered()
    return found


def suspended() -> int:
    db.session.rollback()
    return db.session.query(DunningStep).filter_by(kind="suspended").one().id


def test_finance_sees_everybody_and_every_step(acme: Tenant, visit: Visitor) -> None:
    browser = visit("finance")
    with clock.frozen(at("04-27T09:00")):
        page = browser.get("/dunning?lang=en").text
        for shown in ("Suspended", "6,000.00", "/tenants/acme/dunning", "2026-06-10"):
            assert shown in page, shown
        page = browser.get("/tenants/acme/dunning?lang=en").text
        for shown in ("suspended for SY-2026-000001", "Notice of suspension", "停机通知", "seatyard"):
            assert shown in page, shown


def test_finance_holds_and_undoes_with_a_reason(acme: Tenant, visit: Visitor) -> None:
    browser = visit("finance")
    with clock.frozen(at("04-27T09:00")):
        at_step = f"/tenants/acme/dunning/steps/{suspended()}/undo"
        assert browser.post(at_step, data={"reason": " "}).status_code == 400
        assert browser.post(at_step, data={"reason": "a plan was signed"}).status_code == 302
        assert browser.post("/tenants/acme/dunning/hold", data={"reason": "till May"}).status_code == 302
        page = browser.get("/tenants/acme/dunning?lang=en").text
    for shown in ("a plan was signed", "till May", "undone", "Let it come again", "Resume"):
        assert shown in page, shown
    db.session.rollback()
    said = db.session.query(DunningStep).order_by(DunningStep.id.desc())[:2]
    assert [(one.kind, one.reason) for one in said] == [
        ("held", "till May"),
        ("undone", "a plan was signed"),
    ]
    assert all(one.by not in ("", "seatyard") for one in said)


def test_a_tenant_reads_its_own_and_says_nothing(acme: Tenant, visit: Visitor) -> None:
    browser = visit(tenant=acme)
    with clock.frozen(at("04-27T09:00")):
        page = browser.get("/tenants/acme/dunning?lang=en").text
        for shown in ("Suspended", "停机通知", "2026-06-10"):
            assert shown in page, shown
        assert '<form class="filters"' not in page
        assert browser.get("/dunning").status_code == 403
        for word in ("hold", f"steps/{suspended()}/undo"):
            assert browser.post(f"/tenants/acme/dunning/{word}", data={"reason": "x"}).status_code == 403


def test_another_tenants_step_is_not_found(acme: Tenant, visit: Visitor) -> None:
    leased(1, name="beta")
    path = f"/tenants/beta/dunning/steps/{suspended()}/undo"
    assert visit("finance").post(path, data={"reason": "x"}).status_code == 404
