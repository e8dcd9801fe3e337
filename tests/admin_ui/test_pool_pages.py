"""The pool of numbers, carriers and nodes, as the operator's people work with them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from esl.carriers import service as carriers
from esl.mending.models import DriftLook
from esl.models import Node
from esl.reconcile.models import LiveChannel
from seatyard import clock
from seatyard.db import db
from tenants.models import Number, Tenant
from tenants.numbers import listing
from tests.factories import (
    ConversationFactory,
    FlowFactory,
    LegFactory,
    NodeFactory,
    NumberFactory,
    PlacementFactory,
    TenantFactory,
    TrunkFactory,
)

from .conftest import Visitor

LIST = "e164,carrier\n+861088880001,carrier1\n+861088880002,\n"


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    return visit("operator", login="ops")


def chosen(text: str) -> dict[str, object]:
    return {"file": (io.BytesIO(text.encode()), "pool.csv")}


def test_a_list_is_looked_at_first_and_then_comes_in(operator: FlaskClient) -> None:
    TrunkFactory(name="carrier1")
    NumberFactory(e164="+861088880002", tenant=None)
    page = operator.post("/numbers/import", data=chosen(LIST)).text
    assert "Bring 1 number in" in page
    assert "<code>+861088880001</code>" in page
    assert db.session.query(Number).count() == 1, "nothing came in yet"
    sent = {"name": "pool.csv", "text": LIST, "sure": "1"}
    done = operator.post("/numbers/import", data=sent)
    assert (done.status_code, done.location) == (302, "/numbers?added=1&known=1")
    assert "1 came into the pool, 1 were there before." in operator.get(done.location).text
    assert [one.reason for one in listing.history("+861088880001")] == ["imported from pool.csv"]


def test_the_faults_of_a_list_are_told_by_line(operator: FlaskClient) -> None:
    page = operator.post("/numbers/import", data=chosen("e164,carrier\nx,\n+861088880001,nobody\n")).text
    assert '<td class="n">2</td><td class="wide">&#39;x&#39; is not a telephone number' in page
    assert '<td class="n">3</td><td class="wide">no carrier nobody' in page
    assert "Bring" not in page
    operator.post("/language", data={"language": "zh"})
    assert "不是电话号码" in operator.post("/numbers/import", data=chosen("e164\nx\n")).text
    assert operator.post("/numbers/import", data={}).status_code == 400
    assert operator.post("/numbers/import", data=chosen("a,b\n")).status_code == 400


def test_numbers_are_found(operator: FlaskClient) -> None:
    NumberFactory(e164="+861088880001", tenant=None, carrier="carrier1")
    NumberFactory(e164="+862188880001", tenant=TenantFactory(name="acme"))
    for question, shown in (("", 3), ("prefix=%2B8621", 2), ("state=free", 1), ("tenant=acme", 2)):
        page = operator.get(f"/numbers?{question}").text
        assert ('href="/numbers/+862188880001"' in page) is (shown > 1)
        assert ('href="/numbers/+861088880001"' in page) is (shown != 2)


def test_a_number_is_given_and_taken_away_again(operator: FlaskClient) -> None:
    FlowFactory(tenant=(acme := TenantFactory(name="acme")), name="day")
    NumberFactory(e164="+861088880001", tenant=None)
    page = operator.get("/numbers/+861088880001?tenant=acme").text
    assert "Callers reach the flow" in page
    sent = {"tenant": "acme", "flow": "day"}
    assert operator.post("/numbers/+861088880001/assign", data=sent).status_code == 302
    db.session.expire_all()
    one = listing.one("+861088880001")
    assert (one.state, one.tenant, one.flow, acme.generation) == ("assigned", "acme", "day", 2)
    assert "For 90 days only acme may have it again" in operator.get("/numbers/+861088880001").text
    refused = operator.post("/numbers/+861088880001/assign", data={"tenant": "beta", "flow": "day"})
    assert refused.status_code == 404
    said = {"reason": "moved"}
    assert operator.post("/numbers/+861088880001/give-back", data=said).status_code == 302
    db.session.expire_all()
    one = listing.one("+861088880001")
    assert (one.state, one.tenant, one.flow, db.session.get(Tenant, acme.id).generation) == (
        "quarantined",
        "acme",
        None,
        3,
    )
    assert listing.history("+861088880001")[-1].reason == "moved"


def test_a_number_rests_is_kept_is_let_go_and_leaves(operator: FlaskClient) -> None:
    TenantFactory(name="acme")
    assert operator.post("/numbers", data={"e164": "+861088880001"}).status_code == 302
    assert operator.post("/numbers", data={"e164": "+861088880001"}).status_code == 409
    for act, state in (("quarantine", "quarantined"), ("release", "free"), ("reserve", "reserved")):
        sent = {"tenant": "acme", "reason": "so"}
        assert operator.post(f"/numbers/+861088880001/{act}", data=sent).status_code == 302
        db.session.expire_all()
        assert listing.one("+861088880001").state == state
    assert operator.post("/numbers/+861088880001/remove").location == "/numbers"
    assert operator.get("/numbers/+861088880001").status_code == 404


def test_carriers_show_what_goes_over_them_today(operator: FlaskClient) -> None:
    TrunkFactory(name="carrier1")
    now = clock.now()
    call = ConversationFactory(started_at=now, direction="outbound")
    for at, (answered, cause) in enumerate(
        [(now, "NORMAL_CLEARING"), (None, "USER_BUSY"), (None, "USER_BUSY")]
    ):
        LegFactory(
            conversation=call,
            uuid=f"u{at}",
            carrier="carrier1",
            direction="outbound",
            answered_at=answered,
            cause=cause,
        )
    old = ConversationFactory(started_at=now - timedelta(days=3))
    LegFactory(conversation=old, carrier="carrier1", direction="inbound")
    told = {"variables": {"sip_gateway_name": "carrier1"}}
    db.session.add(LiveChannel(node_id=call.node_id, uuid="u9", core_uuid="c", seen_at=now, told=told))
    page = " ".join(operator.get("/carriers").text.split())
    figures = re.findall(r'<td class="n" data-label="[^"]+">(\d+)</td>', page)
    assert figures[:4] == ["1", "0", "3", "1"]
    assert "<code>USER_BUSY</code> 2" in page
    assert "(66.7 %)" in page
    assert "USER_BUSY" in operator.get("/carriers/carrier1").text


def test_a_carrier_is_added_changed_and_rests(operator: FlaskClient) -> None:
    sent = {"name": "carrier1", "host": "203.0.113.10", "port": "5060", "prefixes": "+86, 110"}
    assert operator.post("/carriers", data=sent | {"host": "nowhere"}).status_code == 400
    assert operator.post("/carriers", data=sent).location == "/carriers/carrier1"
    change = {"max_channels": "30", "networks": "203.0.113.0/28", "codecs": "PCMA"}
    assert operator.post("/carriers/carrier1/change", data=change).status_code == 302
    assert operator.post("/carriers/carrier1/change", data={"ping": "1"}).status_code == 400
    assert operator.post("/carriers/carrier1/route", data={"prefix": "+852"}).status_code == 302
    assert operator.post("/carriers/carrier1/unroute", data={"prefix": "110"}).status_code == 302
    page = operator.get("/carriers/carrier1").text
    assert "Numbers that begin with +852, +86 go out over nobody then." in page
    assert operator.post("/carriers/carrier1/disable", data={"reason": ""}).status_code == 400
    assert operator.post("/carriers/carrier1/disable", data={"reason": "no sound"}).status_code == 302
    assert [one.routes for one in carriers.carriers(db.session())] == [()]
    assert "no sound" in operator.get("/carriers").text
    assert operator.post("/carriers/carrier1/enable").status_code == 302
    db.session.expire_all()
    (one,) = carriers.carriers(db.session())
    assert [(route.prefix, one.max_channels, one.codecs) for route in one.routes] == [
        ("+852", 30, "PCMA"),
        ("+86", 30, "PCMA"),
    ]


def test_a_node_says_how_it_stands_and_is_looked_at(operator: FlaskClient) -> None:
    at = datetime(2026, 3, 5, 2, tzinfo=UTC)
    node: Node = NodeFactory(name="fs1", core_uuid="core-1", linked_at=at, lag=1.5, lag_at=at)
    for generation, problem in ((1, None), (0, None), (0, "-ERR no")):
        PlacementFactory(tenant=TenantFactory(), node=node, acked_generation=generation, problem=problem)
    page = operator.get("/nodes").text
    for text in (
        "1.500 s",
        "1 tenant refused",
        "1 run their newest generation",
        "Nobody has asked for a look",
    ):
        assert text in page
    part = operator.post("/nodes/fs1/drift", data={"mends": "1"}, headers={"HX-Request": "true"}).text
    assert "ops asked for a repair." in part
    assert 'hx-get="/nodes/fs1/card"' in part
    assert "<!doctype" not in part
    look = db.session.query(DriftLook).one()
    command = {"tenant": "acme", "command": "callcenter_config agent add x", "why": "missing"}
    look.state, look.finished_at, look.found = "done", at, {"differences": 1, "commands": [command]}
    card = operator.get("/nodes/fs1/card").text
    assert "1 difference put right" in card
    assert "hx-get" not in card
    assert "callcenter_config agent add x" in card
    assert operator.post("/nodes/fs1/drift", data={}).location == "/nodes#node-fs1"
    assert operator.post("/nodes/fs9/drift", data={}).status_code == 404
