"""Where a new tenant goes: draining nodes, room, living and dead ones; and how the operator says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from flask import Flask

from esl.models import Node
from esl.nodes import room, service
from esl.nodes.placement import PlacementSection
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory

THEN = datetime(2026, 3, 5, 4, tzinfo=UTC)


def with_seats(node: Node, seats: int, off: int = 0) -> None:
    tenant = TenantFactory()
    PlacementFactory(tenant=tenant, node=node)
    for at in range(seats + off):
        SeatFactory(tenant=tenant, number=str(1001 + at), active=at < seats)


def chosen(seats: int = 0, **which: object) -> str | None:
    db.session.commit()
    found = room.choose(seats, **which)  # type: ignore[arg-type]
    return found and found.name


def test_seats_count_not_tenants(app: Flask) -> None:
    """Seats that are off take no room."""
    one, other = NodeFactory(name="fs1"), NodeFactory(name="fs2")
    with_seats(one, 6)
    for _ in range(3):
        with_seats(other, 1, off=4)
    assert chosen() == "fs2"
    assert [(load.node.name, load.tenants, load.seats) for load in room.loads()] == [
        ("fs1", 1, 6),
        ("fs2", 3, 3),
    ]


def test_seats_count_in_relation_to_room(app: Flask) -> None:
    """10 of 100 is less than 5 of 20; and with 30 more the small one is too small."""
    large, small = NodeFactory(name="fs1", capacity=100), NodeFactory(name="fs2", capacity=20)
    with_seats(large, 10)
    assert chosen(1) == "fs2"
    with_seats(small, 5)
    assert chosen(1) == "fs1"
    assert chosen(95) is None
    assert chosen(90) == "fs1"


def test_a_draining_node_gets_none_and_a_dead_one_the_last(app: Flask) -> None:
    NodeFactory(name="fs1", core_uuid="dead")
    NodeFactory(name="fs2")
    living = NodeFactory(name="fs3", core_uuid="alive", linked_at=THEN)
    with_seats(living, 9)
    assert chosen() == "fs3"
    assert chosen(besides={living.id}) == "fs2"
    living.draining_since = THEN
    assert chosen() == "fs2"
    assert chosen(living=True) is None


def test_a_tenant_that_has_no_place_is_refused(app: Flask) -> None:
    document = {"tenant": {"name": "acme"}, "seats": [{"number": str(at)} for at in range(5)]}
    section = PlacementSection()
    with pytest.raises(InvalidInput, match="there is no node"):
        section.check(document)
    node = NodeFactory(name="fs1", capacity=4)
    db.session.commit()
    with pytest.raises(InvalidInput, match="no node takes a tenant with 5 seats"):
        section.check(document)
    PlacementFactory(tenant=TenantFactory(name="acme"), node=node)
    db.session.commit()
    section.check(document)  # it has its place, however full that is


def test_saying_so_twice_changes_nothing(app: Flask) -> None:
    NodeFactory(name="fs1")
    db.session.commit()
    assert [service.set_draining("fs1", one) for one in (True, True, False, False)] == [
        True,
        False,
        True,
        False,
    ]
    assert [service.set_capacity("fs1", one) for one in (40, 40, None)] == [True, False, True]
    with pytest.raises(InvalidInput, match="not a number of seats"):
        service.set_capacity("fs1", 0)
    with pytest.raises(NotFound, match="no node fs2"):
        service.set_draining("fs2", True)


def test_commands(command, app: Flask) -> None:
    with_seats(NodeFactory(name="fs1"), 3)
    db.session.commit()
    told = [
        json.loads(command("node", *what, "--json").output)
        for what in (("drain", "fs1"), ("drain", "fs1"), ("capacity", "fs1", "40"))
    ]
    assert told == [
        {"node": "fs1", "draining": True, "changed": True},
        {"node": "fs1", "draining": True, "changed": False},
        {"node": "fs1", "capacity": 40, "changed": True},
    ]
    line = command("node", "list").output.strip()
    assert line == "fs1  127.0.0.1:8021  tenants 1  seats 3 of 40  not heard yet  draining"
    assert command("node", "ready", "fs1").output == "node fs1: takes tenants\n"
    (one,) = json.loads(command("node", "list", "--json").output)
    assert (one["seats"], one["capacity"], one["draining_since"]) == (3, 40, None)
    for bad in (("drain", "fs9"), ("capacity", "fs1", "many"), ("capacity", "fs1", "0")):
        result = command("node", *bad)
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
