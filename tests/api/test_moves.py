"""Where tenants are at home, by the API: room, draining, moves, and a node that has died."""

from __future__ import annotations

import pytest

from esl.models import Node
from seatyard import clock
from seatyard.db import db
from seatyard.identity.permissions import OPERATOR, SUPPORT
from tests.factories import NodeFactory
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person


@pytest.fixture
def operator(homes: tuple[Home, Home]) -> str:
    """Both tenants are at home on fs1; there is a second node."""
    NodeFactory(name="fs9", core_uuid="second", linked_at=clock.now(), capacity=100)
    db.session.commit()
    return token_of_person(OPERATOR, login="ann")


def test_a_node_is_drained_and_emptied(ask: Ask, operator: str) -> None:
    drained = ask("patch", "/nodes/fs1", operator, json={"draining": True, "capacity": 40}).json
    assert (drained["draining_since"] is not None, drained["capacity"]) == (True, 40)
    assert ask("patch", "/nodes/fs9", operator, json={"capacity": 0}).status_code == 400
    made = ask("post", "/nodes/fs1/empty", operator, json={})
    assert made.status_code == 201
    assert {one["tenant"] for one in made.json["items"]} == {"acme", "beta"}
    assert {one["to_node"] for one in made.json["items"]} == {"fs9"}
    listed = ask("get", "/moves?limit=1", operator).json
    assert (len(listed["items"]), listed["next"] is not None) == (1, True)
    assert listed["items"][0]["state"] == "coming"
    placed = ask("get", "/tenants/acme/placement", token_of("acme")).json
    assert (placed["node"], placed["acked_generation"], placed["acked_at"]) == ("fs9", 0, None)


def test_one_tenant_moves(ask: Ask, operator: str) -> None:
    wish = {"tenant": "acme", "to": "fs9", "calls_for": 0}
    made = ask("post", "/moves", operator, json=wish)
    assert (made.status_code, made.json["why"], made.json["asked_by"]) == (201, "asked", "ann")
    assert made.json["leave_by"] == made.json["at"]
    assert ask("post", "/moves", operator, json=wish).status_code == 409
    assert ask("post", "/moves", operator, json={"tenant": "nobody", "to": "fs9"}).status_code == 404
    assert ask("post", "/nodes/fs1/empty", operator, json={}).status_code == 409


def test_a_dead_node_is_failed_over(ask: Ask, operator: str) -> None:
    db.session.query(Node).filter_by(name="fs9").update({"capacity": 1})
    db.session.query(Node).filter_by(name="fs1").update({"linked_at": None})
    done = ask("post", "/nodes/fs1/fail-over", operator)
    assert done.status_code == 201
    moved = {one["tenant"] for one in done.json["moves"]}
    assert (moved | set(done.json["left"]), bool(done.json["left"])) == ({"acme", "beta"}, True)
    assert ask("post", "/nodes/fs9/fail-over", operator).status_code == 409


def test_who_may(ask: Ask, operator: str) -> None:
    support = token_of_person(SUPPORT, login="sue")
    assert ask("get", "/moves", support).status_code == 200
    for token in (support, token_of("acme")):
        assert ask("post", "/moves", token, json={"tenant": "acme", "to": "fs9"}).status_code == 403
        assert ask("patch", "/nodes/fs1", token, json={"draining": True}).status_code == 403
