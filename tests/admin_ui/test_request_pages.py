"""Requests and their days, and the calendar of planned work, on the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tenants.requests.models import TenantRequest
from tests.factories import ContractFactory, NodeFactory, PlacementFactory, TenantFactory

from .conftest import Visitor

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def acme(visit: Visitor) -> Tenant:
    tenant = TenantFactory(name="acme")
    PlacementFactory(tenant=tenant, node=NodeFactory(name="fs1"))
    terms = {"lead_times": {"seats_added": "5 days"}, "maintenance": {"days": 2}}
    ContractFactory(tenant_id=tenant.id, overrides=terms)
    db.session.commit()
    return tenant


def test_a_tenant_asks_and_the_operator_does_it(acme: Tenant, visit: Visitor) -> None:
    own, desk = visit(tenant=acme), visit("support", login="sue")
    with clock.frozen(NOW):
        page = own.get("/tenants/acme/requests").text
        assert "More seats — from 2026-03-07" in page
        sent = {"kind": "seats_added", "wants": "3 seats <inbound>"}
        assert own.post("/tenants/acme/requests", data=sent).status_code == 302
        assert own.post("/tenants/acme/requests", data=sent | {"wants": " "}).status_code == 400
        page = desk.get("/requests").text
        assert "3 seats &lt;inbound&gt;" in page
        assert "5 days left" in page
    with clock.frozen(datetime(2026, 3, 9, 2, tzinfo=UTC)):
        page = desk.get("/requests").text
        assert "2 days late" in page
        assert "1 is late." in page
        made = db.session.query(TenantRequest).one()
        assert desk.post(f"/requests/{made.id}/refuse", data={"note": ""}).status_code == 400
        assert desk.post(f"/requests/{made.id}/done", data={"note": "1011 to 1013"}).status_code == 302
        assert desk.post(f"/requests/{made.id}/done", data={}).status_code == 409
        assert "Nothing is due" in desk.get("/requests").text
        assert "2 days late" in desk.get("/requests?state=done").text
        assert "1011 to 1013" in own.get("/tenants/acme/requests").text


def test_a_tenant_takes_back_its_own_alone(acme: Tenant, visit: Visitor) -> None:
    own, other = visit(tenant=acme), visit(tenant=TenantFactory(name="beta"))
    own.post("/tenants/acme/requests", data={"kind": "number", "wants": "one"})
    made = db.session.query(TenantRequest).one()
    assert other.post(f"/tenants/beta/requests/{made.id}/withdraw").status_code == 404
    assert other.post(f"/tenants/acme/requests/{made.id}/withdraw").status_code == 404
    assert own.post(f"/tenants/acme/requests/{made.id}/withdraw").status_code == 302
    db.session.expire_all()
    assert db.session.query(TenantRequest).one().state == "withdrawn"
    assert own.get("/requests").status_code == 403


def test_today_names_what_is_late(acme: Tenant, visit: Visitor) -> None:
    operator = visit("operator")
    made = TenantRequest(tenant_id=acme.id, kind="ivr", wants="a menu", asked_by="li", due=date(2026, 3, 1))
    db.session.add(made)
    with clock.frozen(NOW):
        page = operator.get("/overview").text
    assert "a menu" in page
    assert "1 day late" in page


def test_a_draft_is_looked_at_and_announced(acme: Tenant, visit: Visitor) -> None:
    operator = visit("operator")
    sent = {"cause": "planned", "from": "2026-03-10T00:00", "until": "2026-03-13T00:00", "nodes": ["fs1"]}
    with clock.frozen(NOW):
        assert "2026-03-10#announce" not in operator.get("/outages/plans?month=2026-02").text
        assert 'day=2026-03-10#announce"' in operator.get("/outages/plans").text
        assert 'value="2026-03-10T01:00"' in operator.get("/outages/plans?day=2026-03-10").text
        page = operator.post("/outages/plans", data=sent | {"look": "1"}).text
        assert "Nothing is announced yet" in page
        assert "24.0 h past it: a fault" in page
        assert "Nothing was announced." in page
        done = operator.post("/outages/plans", data=sent | {"reason": "new kernel"})
        assert done.location == "/outages/plans?month=2026-03"
        page = operator.get(done.location).text
        assert page.count('href="#P1"') == 3
        assert "1 tenant has less allowance than is planned" in page
    assert operator.get("/outages/plans?month=never").status_code == 200
