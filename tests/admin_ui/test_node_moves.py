"""Who moves between nodes, as the operator's people do it on the page of nodes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from esl.models import Node, Placement
from esl.nodes.models import Move
from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory

from .conftest import Visitor

AT = datetime(2026, 3, 5, 2, tzinfo=UTC)


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    return visit("operator", login="ops")


@pytest.fixture
def tenant_id(visit: Visitor) -> int:
    fs1: Node = NodeFactory(name="fs1", core_uuid="core-1", linked_at=AT)
    NodeFactory(name="fs2", core_uuid="core-2", linked_at=AT, capacity=3)
    tenant = TenantFactory(name="acme")
    PlacementFactory(tenant=tenant, node=fs1, acked_generation=1, acked_at=AT)
    SeatFactory(tenant=tenant, number="1001")
    db.session.commit()
    return int(tenant.id)


def home(tenant_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Placement, tenant_id).node.name


def test_a_node_is_drained_emptied_and_ready_again(tenant_id: int, operator: FlaskClient) -> None:
    page = operator.get("/nodes").text
    assert "/nodes/fs1/drain" in page
    assert "/nodes/fs1/empty" not in page
    assert "/nodes/fs1/fail-over" not in page
    assert operator.post("/nodes/fs1/drain").location == "/nodes#node-fs1"
    page = operator.get("/nodes").text
    assert "no tenant is placed here since" in page
    assert "Its 1 tenant gets another node" in page
    operator.post("/nodes/fs1/empty")
    page = operator.get("/nodes").text
    assert home(tenant_id) == "fs2"
    assert "Tenants on the move" in page
    assert "the new node has not acknowledged it yet" in page
    assert "Its node is emptied" in page
    operator.post("/nodes/fs1/ready")
    assert "no tenant is placed here since" not in operator.get("/nodes").text


def test_one_tenant_moves_with_its_consequences_told(tenant_id: int, operator: FlaskClient) -> None:
    page = operator.get("/nodes").text
    assert "Calls that are up here go on for two hours at most" in page
    assert "fs2 (3 seats free)" in page
    operator.post("/nodes/fs1/move", data={"tenant": "acme", "to": "fs2"})
    assert home(tenant_id) == "fs2"
    (move,) = db.session.query(Move).all()
    assert move.asked_by == "ops"
    move.live_at = AT
    db.session.commit()
    assert "calls that are up on the old one have until" in operator.get("/nodes").text
    refused = operator.post("/nodes/fs1/move", data={"tenant": "acme", "to": "fs2"})
    assert refused.status_code == 409
    assert "the tenant is at home there" in refused.text
    assert operator.post("/nodes/fs1/move", data={"tenant": "nobody", "to": "fs2"}).status_code == 404


def test_room_is_said(tenant_id: int, operator: FlaskClient) -> None:
    operator.post("/nodes/fs1/capacity", data={"seats": "40"})
    assert "1, room for 40" in operator.get("/nodes").text
    assert operator.post("/nodes/fs1/capacity", data={"seats": "many"}).status_code == 400
    operator.post("/nodes/fs1/capacity", data={"seats": ""})
    assert "room for 40" not in operator.get("/nodes").text


def test_a_dead_one_is_failed_over(tenant_id: int, operator: FlaskClient) -> None:
    assert "all live" in operator.get("/nodes/fs1/card").text
    db.session.query(Node).filter_by(name="fs1").update({"linked_at": None})
    db.session.commit()
    assert "all live" not in operator.get("/nodes/fs1/card").text
    assert "When it comes back it gets no tenant back" in operator.get("/nodes/fs1/card").text
    operator.post("/nodes/fs1/fail-over")
    assert home(tenant_id) == "fs2"
    assert "Its node has died" in operator.get("/nodes").text


def test_who_may_only_look_sees_no_buttons(tenant_id: int, visit: Visitor) -> None:
    support = visit("support", login="help")
    page = support.get("/nodes").text
    assert "/nodes/fs1/drift" in page
    assert "/nodes/fs1/drain" not in page
    assert support.post("/nodes/fs1/drain").status_code == 403
