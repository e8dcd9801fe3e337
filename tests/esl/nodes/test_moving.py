"""A tenant moves: its placement, the new home's word, the old home without it; and what breaks that off."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from esl.dialling.models import DialRequest
from esl.models import Node, Placement
from esl.nodes import moving, service
from esl.nodes.models import COMING, DONE, EMPTIED, LEAVING
from esl.provisioning import leaving, wishes
from esl.queues import asking
from esl.queues.models import CallBack
from esl.seat_time.models import SeatRegistration
from seatyard import clock
from seatyard.audit.models import Entry
from seatyard.db import db, transaction
from seatyard.errors import Conflict, NotFound
from tests.factories import CallBackFactory, NodeFactory, SeatFactory

from .town import THEN, Town


@pytest.fixture
def town(app: Flask) -> Town:
    return Town()


def test_the_new_home_acknowledges_and_the_old_one_is_cleaned(town: Town) -> None:
    assert town.fs1.has() == (1, 2, 2)
    town.fs1.registered = {("1001", town.tenant.domain), ("9999", town.tenant.domain), ("1002", "other.test")}
    moving.move("acme", "fs2", by="li")
    placement = town.placement
    assert (placement.node.name, placement.acked_generation, placement.acked_at) == ("fs2", 0, None)
    assert town.states() == [COMING]
    town.fs1.leaving.step()
    assert town.fs1.has() == (1, 2, 2)  # it serves nobody elsewhere yet
    assert town.fs1.provisioner.step() is None

    town.fs2.provisioner.step()
    assert town.placement.acked_generation == town.tenant.generation
    assert (town.fs2.has(), town.states()) == ((1, 2, 2), [LEAVING])

    town.fs1.leaving.step()
    assert (town.fs1.has(), town.states()) == ((0, 0, 0), [DONE])
    assert town.fs1.switch.variables[f"seatyard_generation_{town.tenant_id}"] == "0"
    assert town.fs1.switch.ended == [f"1001@{town.tenant.domain}"]
    assert town.fs2.has() == (1, 2, 2)
    (move,) = town.moves()
    assert (move.asked_by, move.why, move.problem) == ("li", "asked", None)
    assert move.live_at is not None
    assert move.done_at is not None
    assert move.at <= move.live_at <= move.done_at


def test_calls_in_progress_keep_it_on_the_old_node(town: Town) -> None:
    moving.move("acme", "fs2", by="li", patience=timedelta(hours=1))
    town.fs2.provisioner.step()
    town.fs1.switch.channels = town.on_the_line()
    town.fs1.leaving.step()
    assert (town.fs1.has(), town.states()) == ((1, 2, 2), [LEAVING])
    with clock.frozen(clock.now() + timedelta(hours=1)):  # and no longer than that
        town.fs1.leaving.step()
    assert (town.fs1.has(), town.states()) == ((0, 0, 0), [DONE])


def test_the_end_of_the_last_call_lets_it_go(town: Town) -> None:
    moving.move("acme", "fs2", by="li")
    town.fs2.provisioner.step()
    town.fs1.switch.channels = [
        {"uuid": "2", "context": "other", "presence_id": f"1001@{town.tenant.domain}"}
    ]
    town.fs1.leaving.step()
    assert town.states() == [LEAVING]
    town.fs1.switch.channels = [{"uuid": "3", "context": "other.test", "presence_id": "1001@other.test"}]
    town.fs1.leaving.step()
    assert town.states() == [DONE]


def test_a_move_that_breaks_off_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is killed between any two commands; and a refusal is told, and tried again."""
    monkeypatch.setattr(leaving, "RETRY", 0.0)
    moving.move("acme", "fs2", by="li")
    town.fs2.switch.dies_after = 5
    town.fs2.provisioner.step()
    assert town.states() == [COMING]
    town.fs2.switch.dies_after = None
    town.fs2.hire()
    town.fs2.provisioner.step()
    assert town.states() == [LEAVING]
    town.fs1.switch.refuse["callcenter_config agent del"] = "-ERR busy\n"
    town.fs1.hire()
    town.fs1.leaving.step()
    (move,) = town.moves()
    assert move.problem is not None
    assert "agent del" in move.problem
    town.fs1.switch.refuse.clear()
    town.fs1.hire()
    town.fs1.leaving.step()
    assert (town.fs1.has(), town.states(), town.moves()[0].problem) == ((0, 0, 0), [DONE], None)


def test_a_late_word_of_the_old_home_counts_for_nothing(town: Town) -> None:
    """Its worker was at it when the placement changed."""
    town.tenant.generation += 1
    db.session.commit()
    (wish,) = wishes.read(town.fs1.id, [town.tenant_id], frozenset())
    moving.move("acme", "fs2", by="li")
    wishes.acknowledged(town.fs1.id, wish, 0.1)
    wishes.failed(town.fs1.id, [town.tenant_id], "refused")
    assert (town.placement.acked_generation, town.placement.problem) == (0, None)
    assert town.states() == [COMING]
    assert wishes.read(town.fs1.id, [town.tenant_id], frozenset()) == []
    town.fs1.provisioner.doubt()
    town.fs1.provisioner.step()
    assert town.placement.acked_generation == 0


def test_back_again_before_anything_was_done(town: Town) -> None:
    moving.move("acme", "fs2", by="li")
    moving.move("acme", "fs1", by="li")
    assert town.states() == [DONE, COMING]
    town.fs1.leaving.step()
    assert town.fs1.has() == (1, 2, 2)
    town.fs1.provisioner.step()
    assert town.states() == [DONE, LEAVING]
    town.fs2.leaving.step()
    assert town.states() == [DONE, DONE]
    assert town.placement.acked_generation == town.tenant.generation


def test_what_waits_goes_along(town: Town) -> None:
    """A caller to be called back, also one who asks on the old node afterwards; and a phone that is to dial.

    The record of the first comes once more from the old node: nobody is called twice.
    """
    tenant = town.tenant
    back = CallBackFactory(tenant=tenant, node_id=town.fs1.id)
    seat = SeatFactory(tenant=tenant, number="1009")
    db.session.flush()
    wanted = {"tenant_id": town.tenant_id, "seat_id": seat.id}
    db.session.add(
        DialRequest(**wanted, key="k", node_id=town.fs1.id, number="1", auto_answer=False, asked_by="li")
    )
    db.session.add(SeatRegistration(**wanted, at=THEN, marks="a call-id", source="heard"))
    db.session.commit()
    uuid = back.uuid
    moving.move("acme", "fs2", by="li")
    db.session.rollback()
    assert set(db.session.scalars(select(CallBack.node_id))) == {town.fs2.id}
    assert set(db.session.scalars(select(DialRequest.node_id))) == {town.fs2.id}
    last = select(SeatRegistration.marks).filter_by(seat_id=seat.id).order_by(SeatRegistration.at.desc())
    assert db.session.scalars(last).first() == ""
    again = asking.Wish(town.tenant_id, town.fs1.id, uuid, 1, "+8613800138000", THEN, THEN)
    late = asking.Wish(town.tenant_id, town.fs1.id, "another", 2, "+8613800138001", THEN, THEN)
    with transaction():
        asking.keep([again, late])
    town.fs2.provisioner.step()
    town.fs1.switch.channels = town.on_the_line()
    town.fs1.leaving.step()
    db.session.rollback()
    rows = db.session.execute(select(CallBack.node_id, CallBack.state)).tuples().all()
    assert rows == [(town.fs2.id, "waiting")] * 2


def test_a_draining_node_is_emptied_as_a_whole(town: Town) -> None:
    town.settle("beta", seats=5)
    third = NodeFactory(name="fs3", capacity=4, core_uuid="x", linked_at=THEN).id
    db.session.commit()
    with pytest.raises(Conflict, match="it takes tenants"):
        moving.empty("fs1", by="li")
    service.set_draining("fs1", True)
    service.set_capacity("fs2", 4)
    with pytest.raises(Conflict, match="no living node has room for beta"):
        moving.empty("fs1", by="li")
    assert town.moves() == []
    service.set_capacity("fs2", 5)
    made = moving.empty("fs1", by="li")
    assert [(one.tenant.name, one.new.name, one.why) for one in made] == [
        ("beta", "fs2", EMPTIED),
        ("acme", "fs3", EMPTIED),
    ]
    homes = dict(db.session.execute(select(Placement.tenant_id, Placement.node_id)).tuples().all())
    assert homes[town.tenant_id] == third
    assert moving.empty("fs1", by="li") == []


def test_where_a_tenant_cannot_move(town: Town) -> None:
    NodeFactory(name="fs3", core_uuid="dead")
    db.session.commit()
    for to, told in (("fs1", "at home there"), ("fs3", "Event Socket is not up")):
        with pytest.raises(Conflict, match=told):
            moving.move("acme", to, by="li")
    service.set_capacity("fs2", 1)
    with pytest.raises(Conflict, match="1 of 1 seats are free, 2 are wanted"):
        moving.move("acme", "fs2", by="li")
    service.set_draining("fs2", True)
    with pytest.raises(Conflict, match="takes no further tenants"):
        moving.move("acme", "fs2", by="li")
    for tenant, to in (("nobody", "fs2"), ("acme", "fs9")):
        with pytest.raises(NotFound):
            moving.move(tenant, to, by="li")
    assert town.moves() == []


def test_the_trail_has_it(town: Town) -> None:
    moving.move("acme", "fs2", by="li")
    db.session.rollback()
    what = set(db.session.scalars(select(Entry.what).filter_by(tenant_id=town.tenant_id)))
    assert any(one.startswith("moves/") for one in what)
    assert any(one.startswith("placements/") for one in what)


def test_commands(command, town: Town) -> None:
    told = json.loads(command("node", "move", "acme", "--to", "fs2", "--by", "li", "--json").output)
    (move,) = told["moves"]
    assert (move["tenant"], move["from"], move["to"], move["state"]) == ("acme", "fs1", "fs2", COMING)
    assert "acme: fs1 -> fs2: on its way" in command("node", "moves").output
    town.fs2.provisioner.step()
    assert "the old node keeps it for its calls" in command("node", "moves").output
    town.fs1.leaving.step()
    assert command("node", "moves").output == "none\n"
    assert "acme: fs1 -> fs2: over since" in command("node", "moves", "--all").output
    again = command("node", "move", "acme", "--to", "fs2")
    assert (again.exit_code, again.output.count("\n")) == (2, 1)
    assert "at home there" in again.output
    command("node", "drain", "fs2")
    moved = json.loads(command("node", "empty", "fs2", "--json").output)
    assert [one["to"] for one in moved["moves"]] == ["fs1"]
    assert command("node", "empty", "fs2").output == "no tenant is at home there\n"
    assert db.session.scalars(select(Node.name).order_by(Node.name)).all() == ["fs1", "fs2"]
