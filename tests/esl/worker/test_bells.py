"""What waits for nodes is asked for once, for all of a worker's."""

from __future__ import annotations

import pytest
from flask import Flask

from esl.board import reading
from esl.dialling.models import DialRequest
from esl.mending.models import DriftLook
from esl.models import Node
from esl.nodes.models import Move
from esl.testing.models import TestCall
from esl.worker import bells as module
from esl.worker.bells import AT_LEAST, Bells, What
from seatyard import clock
from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory
from tests.support.statements import heard

KEY = {"key": "k", "number": "13800138000", "asked_by": "li"}


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, which stands until a test moves it."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


class House:
    def __init__(self) -> None:
        self.nodes: list[Node] = [NodeFactory(), NodeFactory()]
        self.tenant = TenantFactory(generation=1)
        PlacementFactory(tenant=self.tenant, node=self.nodes[0], acked_generation=1)
        self.seat = SeatFactory(tenant=self.tenant)
        db.session.commit()
        self.mine = [one.id for one in self.nodes]
        self.bells = Bells(lambda: self.mine)
        self.rung()  # each looks once by itself

    def rung(self) -> set[tuple[What, int]]:
        """Which, by the places of the nodes."""
        ids = [one.id for one in self.nodes]
        return {(what, at) for what in What for at, id in enumerate(ids) if self.bells.rung(what, id)}

    def waits(self, what: What) -> None:
        """At the first node."""
        tenant_id, here, there = self.tenant.id, self.nodes[0].id, self.nodes[1].id
        match what:
            case What.GENERATION:
                self.tenant.generation += 1
            case What.CALL:
                more = {"seat_id": self.seat.id, "auto_answer": False}
                db.session.add(DialRequest(tenant_id=tenant_id, node_id=here, **KEY, **more))
            case What.TEST:
                db.session.add(TestCall(tenant_id=tenant_id, node_id=here, **KEY))
            case What.LOOK:
                db.session.add(DriftLook(node_id=here, mends=False, asked_by="li"))
            case What.BOARD:
                reading.want(tenant_id)
            case What.LEAVING:
                moved = Move(tenant_id=tenant_id, from_id=here, to_id=there, why="load", asked_by="li")
                moved.at = moved.leave_by = clock.now()
                db.session.add(moved)
        db.session.commit()


@pytest.mark.parametrize("what", What)
def test_what_waits_rings_once_for_each_question_at_its_node(
    app: Flask, time: list[float], what: What
) -> None:
    house = House()
    house.bells.step()
    assert house.rung() == set()
    house.waits(what)
    assert house.rung() == set(), "nobody asked"
    house.bells.step()
    assert house.rung() == {(what, 0)}
    assert house.rung() == set()
    house.bells.step()
    assert house.rung() == {(what, 0)}, "it still waits"


def test_another_workers_nodes_do_not_ring(app: Flask, time: list[float]) -> None:
    house = House()
    house.mine = house.mine[1:]
    house.waits(What.GENERATION)
    house.bells.step()
    assert house.rung() == set()
    house.mine = []
    house.bells.step()


def test_each_looks_by_itself_where_nobody_can_ask(app: Flask, time: list[float]) -> None:
    house = House()
    time[0] += AT_LEAST
    assert len(house.rung()) == len(What) * 2
    assert house.rung() == set()


def test_one_question_for_all_nodes(app: Flask) -> None:
    house = House()
    with heard() as told:
        house.bells.step()
    assert len([one for one in told.statements if "set_config" not in one.text]) == 1
