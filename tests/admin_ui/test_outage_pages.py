"""Outages said anew, work announced ahead, and what a tenant sees of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from esl.models import Node
from esl.outages import plans
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import (
    ContractFactory,
    ConversationFactory,
    NodeFactory,
    OutageFactory,
    PlacementFactory,
    SeatFactory,
    TenantFactory,
)

from .conftest import Visitor

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
"""12:00 in Shanghai."""


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    return visit("operator")


def home(name: str, **columns: Any) -> tuple[Tenant, Node]:
    tenant, node = TenantFactory(name=name, **columns), NodeFactory()
    PlacementFactory(tenant_id=tenant.id, node=node)
    SeatFactory(tenant=tenant, number="1001")
    db.session.commit()
    return tenant, node


def test_an_outage_is_said_anew_with_a_reason(operator: FlaskClient) -> None:
    signals = [
        {"signal": "options_seats", "since": at(0).isoformat(), "at": at(0.1).isoformat(), "what": "none"}
    ]
    outage = OutageFactory(kind="sip_silent", evidence={"signals": signals})
    address = f"/outages/{outage.id}"
    page = operator.get(address).text
    for text in (
        "SIP does not answer",
        "OPTIONS to the seats",
        "for the time being",
        "Nobody has said",
    ):
        assert text in page
    refused = operator.post(f"{address}/classify", data={"cause": "third_party", "reason": " "})
    assert refused.status_code == 400
    assert "a reason is needed" in refused.text
    sent = {"cause": "planned", "announced": "2026-03-01T09:00", "reason": "<new> kernel"}
    assert operator.post(f"{address}/classify", data=sent).status_code == 302
    page = operator.get(address).text
    for text in ("&lt;new&gt; kernel", "Planned work", "2026-03-01 09:00:00"):
        assert text in page


def test_what_was_seen_is_said_in_the_pages_language(visit: Visitor) -> None:
    lost, silent = "10.20.0.11:8021: the switch closed the connection", "10.20.0.11:5060: no answer in 4 s"
    seen = {"signal": "options_seats", "since": at(0).isoformat(), "at": at(0.1).isoformat(), "what": silent}
    outage = OutageFactory(kind="sip_silent", evidence={"signals": [seen], "link": lost})
    db.session.commit()
    chinese = visit("operator", language="zh")
    assert "10.20.0.11:5060：4 秒内没有应答" in chinese.get(f"/outages/{outage.id}").text
    assert "10.20.0.11:8021：交换机关闭了连接" in chinese.get("/outages").text
    assert silent in visit("operator", language="en").get(f"/outages/{outage.id}").text


def test_what_goes_on_is_not_offered_as_none(operator: FlaskClient) -> None:
    over, lasting = (
        OutageFactory(starts_at=at(0), ends_at=at(1)),
        OutageFactory(starts_at=at(2), ends_at=None),
    )
    none = 'value="none"'
    assert none in operator.get(f"/outages/{over.id}").text
    assert none not in operator.get(f"/outages/{lasting.id}").text
    refused = operator.post(f"/outages/{lasting.id}/classify", data={"cause": "none", "reason": "x"})
    assert refused.status_code == 409
    assert "it goes on" in refused.text


def test_an_outage_names_what_was_announced_over_it(operator: FlaskClient) -> None:
    outage = OutageFactory(starts_at=at(0), ends_at=at(10))
    db.session.commit()
    with clock.frozen(at(-1)):
        plans.plan("planned", at(4), at(5), reason="a new switch", by="li")
        plans.plan("planned", at(14), at(15), reason="another", by="li")
    page = operator.get(f"/outages/{outage.id}").text
    assert "P1, Planned work, everybody" in page
    assert "P2," not in page


def test_calls_that_were_answered_meanwhile_speak_against_it(operator: FlaskClient) -> None:
    outage = OutageFactory(starts_at=at(0), ends_at=at(10))
    assert "was it an outage for everyone?" not in operator.get(f"/outages/{outage.id}").text
    ConversationFactory(node=outage.node, started_at=at(1))
    ConversationFactory(node=outage.node, started_at=at(1), answered_at=None, ended_at=at(2))
    ConversationFactory(node=outage.node, started_at=at(11))
    ConversationFactory(started_at=at(1))
    page = operator.get(f"/outages/{outage.id}").text
    assert '<dd>1 <span class="text-secondary">was it an outage for everyone?' in page


def test_what_one_signal_says_cannot_be_said_anew(operator: FlaskClient) -> None:
    outage = OutageFactory(certain=False, ends_at=None)
    assert "one signal alone" in operator.get("/outages").text
    page = operator.get(f"/outages/{outage.id}").text
    assert "Say so" not in page
    sent = {"cause": "provider", "reason": "x"}
    assert operator.post(f"/outages/{outage.id}/classify", data=sent).status_code == 409
    assert operator.get("/outages/999").status_code == 404


def test_work_is_announced_and_withdrawn(operator: FlaskClient) -> None:
    home("acme")
    sent = {
        "cause": "planned",
        "from": "2030-03-05T01:00",
        "until": "2030-03-05T03:00",
        "tenants": "acme",
        "seats": "acme/1001, acme/1001",
        "reason": "new kernel",
    }
    wrong = operator.post("/outages/plans", data=sent | {"tenants": "nobody"})
    assert wrong.status_code == 404
    assert "no tenant nobody" in wrong.text
    assert "new kernel" in wrong.text, "what was typed stays"
    assert operator.post("/outages/plans", data=sent | {"from": ""}).status_code == 400
    assert operator.post("/outages/plans", data=sent).status_code == 302
    page = operator.get("/outages/plans").text
    for text in ("P1", "acme, acme/1001", "2030-03-05 01:00:00", "new kernel", "ahead"):
        assert text in page
    assert operator.post("/outages/plans/1/withdraw", data={"reason": ""}).status_code == 400
    assert operator.post("/outages/plans/1/withdraw", data={"reason": "put off"}).status_code == 302
    assert "put off" in operator.get("/outages/plans").text


def test_the_name_of_a_day_to_plan_on_has_the_words_that_are_seen(operator: FlaskClient) -> None:
    with clock.frozen(NOON):
        page = operator.get("/outages/plans").text
    days = re.findall(r'class="date" href="[^"]*" aria-label="(\d+): [^"]*">(\d+)<', page)
    assert days == [(str(day), str(day)) for day in range(5, 32)]


def test_finance_reads_and_says_nothing(visit: Visitor) -> None:
    outage = OutageFactory()
    finance = visit("finance")
    assert "Say so" not in finance.get(f"/outages/{outage.id}").text
    assert finance.get("/outages/plans").status_code == 200
    sent = {"cause": "provider", "reason": "x"}
    assert finance.post(f"/outages/{outage.id}/classify", data=sent).status_code == 403
    assert finance.post("/outages/plans", data={}).status_code == 403
    assert finance.post("/outages/plans/1/withdraw", data={}).status_code == 403


def test_a_tenant_sees_its_own_in_its_own_time(visit: Visitor) -> None:
    acme, node = home("acme", timezone="Asia/Tokyo")
    _, elsewhere = home("beta")
    ContractFactory(tenant_id=acme.id, starts=datetime(2026, 1, 1).date(), overrides={"uptime_sla": {}})
    OutageFactory(node=node, starts_at=at(0), ends_at=at(10))
    OutageFactory(node=node, starts_at=at(20), ends_at=at(21), cause="none")
    OutageFactory(node=elsewhere, starts_at=at(30), ends_at=at(31), kind="sip_silent")
    OutageFactory(node=node, starts_at=at(-24 * 95), ends_at=at(-24 * 94))
    db.session.commit()
    with clock.frozen(at(-1)):
        plans.plan("planned", at(4), at(5), reason="a new switch", by="li", tenants=["acme"])
        plans.plan("planned", at(100), at(101), reason="of others", by="li", tenants=["beta"])
        plans.plan("planned", at(200), at(201), reason="of all", by="li")
    tenant = visit(tenant=acme)
    with clock.frozen(at(48)):
        page = tenant.get("/tenants/acme/status").text
        assert tenant.get("/tenants/beta/status").status_code == 404
        assert tenant.get("/outages").status_code == 403
    for text in ("in order", "2026-03-05 13:00:00", "Planned work", "Provider fault", "of all"):
        assert text in page
    assert page.count("Node down") == 3, "before, in and after the planned hour"
    for text in ("of others", "SIP does not answer", "No outage", node.name, "2025-11"):
        assert text not in page
    assert "98.7903 %" in page, "9 of 744 hours"
    assert "promised: 98 %" in page


def test_now(visit: Visitor) -> None:
    acme, node = home("acme")
    tenant = visit(tenant=acme)
    question = OutageFactory(node=node, starts_at=at(0), ends_at=None, certain=False)
    with clock.frozen(at(1)):
        assert "being looked into" in tenant.get("/tenants/acme/status").text
        question.certain = True
        page = tenant.get("/tenants/acme/status").text
    assert "out of order" in page
    assert "Node down" in page
    nobody = TenantFactory(name="new")
    assert "no home node" in visit(tenant=nobody).get("/tenants/new/status").text
