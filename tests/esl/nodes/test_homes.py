"""Whose home a node was when, whatever moves came after, and whom an outage or a plan befell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from esl.models import Node
from esl.nodes import homes
from esl.nodes.homes import Stay
from esl.nodes.models import ASKED, Move
from esl.outages import plans, status
from esl.outages.parts import PLANNED, PROVIDER
from esl.outages.standing import of_tenant
from seatyard import clock
from seatyard.db import db
from tests.factories import NodeFactory, OutageFactory, PlacementFactory, TenantFactory

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)


def at(hours: float | None) -> datetime | None:
    return None if hours is None else NOON + timedelta(hours=hours)


class World:
    def __init__(self) -> None:
        self.fs1, self.fs2 = NodeFactory(name="fs1"), NodeFactory(name="fs2")
        self.tenant = TenantFactory(name="acme")
        self.home = PlacementFactory(tenant=self.tenant, node=self.fs1)
        self.other = TenantFactory(name="beta")
        PlacementFactory(tenant=self.other, node=self.fs1)
        db.session.commit()

    def moves(self, to: Node, hours: float, live: float | None) -> None:
        row = Move(tenant_id=self.tenant.id, from_id=self.home.node_id, to_id=to.id, why=ASKED, asked_by="li")
        row.at, row.live_at, row.leave_by = NOON + timedelta(hours=hours), at(live), NOON
        db.session.add(row)
        self.home.node_id = to.id
        db.session.commit()

    def outage(self, node: Node, starts: float, ends: float | None) -> None:
        OutageFactory(node=node, starts_at=at(starts), ends_at=at(ends))
        db.session.commit()

    def parts(self, until: float = 100) -> list[tuple[float, float | None, str]]:
        found = of_tenant(self.tenant.id, NOON - timedelta(hours=100), NOON + timedelta(hours=until))
        return [(_hours(one.starts_at), _hours(one.ends_at), one.cause) for one in found]


def _hours(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - NOON) / timedelta(hours=1)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_stays(world: World) -> None:
    """The old home counts until the new one is live, the new one from the change of the placement on."""
    one, two = world.fs1.id, world.fs2.id
    assert homes.stays(world.tenant.id) == [Stay(one, None, None)]
    world.moves(world.fs2, 1, 1.5)
    assert homes.stays(world.tenant.id) == [Stay(one, None, at(1.5)), Stay(two, at(1), None)]
    world.moves(world.fs1, 3, 4)
    back = [Stay(one, None, at(1.5)), Stay(two, at(1), at(4)), Stay(one, at(3), None)]
    assert homes.stays(world.tenant.id) == back
    assert homes.stays(TenantFactory().id) == []


def test_a_home_that_never_came_to_be_live(world: World) -> None:
    """It goes to a node that dies too, and on to a third: out of service from the first death to the end."""
    third = NodeFactory(name="fs3")
    world.moves(world.fs2, 1, None)
    world.moves(third, 2, 2.5)
    assert homes.stays(world.tenant.id) == [
        Stay(world.fs1.id, None, at(2.5)),
        Stay(world.fs2.id, at(1), at(2.5)),
        Stay(third.id, at(2), None),
    ]


def test_there_and_back_at_once_is_one_stay(world: World) -> None:
    world.moves(world.fs2, 1, None)
    world.moves(world.fs1, 1.1, 1.2)
    first, between = homes.stays(world.tenant.id)
    assert (first, between.node_id) == (Stay(world.fs1.id, None, None), world.fs2.id)


def test_whom_an_outage_befell(world: World) -> None:
    def stayed(node: Node, starts: float, ends: float | None) -> set[str]:
        ids = homes.stayed(node.id, NOON + timedelta(hours=starts), at(ends))
        names = {world.tenant.id: "acme", world.other.id: "beta"}
        return {names[one] for one in ids}

    world.moves(world.fs2, 1, 1.5)
    assert stayed(world.fs1, 0, 0.5) == {"acme", "beta"}
    assert stayed(world.fs1, 1.4, None) == {"acme", "beta"}
    assert stayed(world.fs1, 1.5, None) == {"beta"}
    assert stayed(world.fs2, 0, 1) == set()
    assert stayed(world.fs2, 0, 1.1) == {"acme"}


def test_history_does_not_change_with_a_move(world: World) -> None:
    world.outage(world.fs1, -5, -4)
    world.outage(world.fs2, -3, -2)
    before = world.parts()
    assert before == [(-5, -4, PROVIDER)]
    world.moves(world.fs2, 0, 0.1)
    assert world.parts() == before
    world.outage(world.fs1, 3, 4)
    world.outage(world.fs2, 5, None)
    assert world.parts() == [*before, (5, None, PROVIDER)]


def test_an_outage_ends_for_who_is_live_elsewhere(world: World) -> None:
    world.outage(world.fs1, -1, None)
    assert world.parts() == [(-1, None, PROVIDER)]
    world.moves(world.fs2, 0, None)
    assert world.parts() == [(-1, None, PROVIDER)]
    db.session.query(Move).update({"live_at": at(0.5)})
    db.session.commit()
    assert world.parts() == [(-1, 0.5, PROVIDER)]
    with clock.frozen(NOON + timedelta(hours=1)):
        now = status.of(world.tenant.id)
        assert (now.lasting, now.questioned, len(now.past)) == ([], False, 1)
        assert len(status.of(world.other.id).lasting) == 1


def test_a_plan_for_a_node_concerns_who_is_at_home_there(world: World) -> None:
    """Moved away in the middle of the work: the new home's outage in its time is no planned work."""
    told = {"reason": "a new kernel", "by": "li", "announced_at": NOON - timedelta(days=2)}
    with clock.frozen(NOON - timedelta(days=1)):
        plans.plan(PLANNED, NOON, NOON + timedelta(hours=10), nodes=["fs1"], **told)
    world.outage(world.fs1, 1, 9)
    world.moves(world.fs2, 3, 4)
    world.outage(world.fs2, 5, 6)
    assert world.parts() == [(1, 4, PLANNED), (5, 6, PROVIDER)]
    with clock.frozen(NOON + timedelta(hours=5)):
        assert status.of(world.tenant.id).ahead == []
        assert [one.name for one in status.of(world.other.id).ahead] == ["P1"]
