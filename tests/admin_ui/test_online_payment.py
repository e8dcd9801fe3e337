"""An invoice at the payment service: where to pay it, for its tenant; how it stands, for finance."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from billing.gateway import outbox
from billing.gateway.models import GatewayObject, GatewayPayment, GatewayReturn
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.month import Leased, leased

from .conftest import Visitor

URL = "https://invoice.stripe.com/i/in_1"
PAGE = "/tenants/acme/invoices/SY-2026-000001?lang=en"


@pytest.fixture
def acme(app: Flask) -> Leased:
    found = leased(1)
    with clock.frozen(at("04-01")):
        service.close("2026-03")
    outbox.wanted("stripe")
    db.session.commit()
    return found


def stands(**columns: str) -> None:
    db.session.execute(update(GatewayObject).values(**columns))
    db.session.commit()


def test_a_tenant_finds_where_to_pay(acme: Leased, visit: Visitor) -> None:
    stands(state="open", url=URL, problem="of no matter to a payer")
    browser = visit(tenant=acme.tenant)
    for page in (PAGE, "/tenants/acme/invoices?lang=en"):
        text = browser.get(page).text
        assert f'href="{URL}"' in text
        assert "Pay online" in text
        assert "of no matter to a payer" not in text


@pytest.mark.parametrize(("state", "url"), [("paid", URL), ("void", URL), ("open", "javascript:alert(1)")])
def test_there_is_no_way_to_pay_what_is_not_open(acme: Leased, visit: Visitor, state: str, url: str) -> None:
    stands(state=state, url=url)
    text = visit(tenant=acme.tenant).get(PAGE).text
    assert url not in text
    assert "Pay online" not in text


def test_staff_see_what_is_not_sent_and_why(acme: Leased, visit: Visitor) -> None:
    assert "not sent yet" in visit("finance").get("/invoices?lang=en").text
    stands(state="failed", problem="400 no such way to pay")
    finance = visit("finance").get(PAGE).text
    assert "refused by the payment service" in finance
    assert "400 no such way to pay" in finance
    assert "payment service" not in visit(tenant=acme.tenant).get(PAGE).text


def test_a_disputed_payment_is_seen(acme: Leased, visit: Visitor) -> None:
    stands(state="paid", url=URL)
    of = {"backend": "stripe", "tenant_id": acme.tenant.id, "contract_id": acme.contract.id}
    money = {"currency": "CNY", "amount": 2000}
    db.session.add(GatewayPayment(id="pi_1", invoice="SY-2026-000001", fact="F1", **of, **money))
    dispute = GatewayReturn(id="dp_1", kind="dispute", payment_id="pi_1", state="held", **of, **money)
    db.session.add(dispute)
    db.session.commit()
    assert "disputed" in visit("finance").get("/invoices?lang=en").text
    dispute.state = "back"
    db.session.commit()
    assert "disputed" not in visit("finance").get("/invoices?lang=en").text


def test_without_a_service_nothing_is_said_of_it(app: Flask, visit: Visitor) -> None:
    leased(1)
    with clock.frozen(at("04-01")):
        service.close("2026-03")
    assert "Payment online" not in visit("finance").get("/invoices?lang=en").text
