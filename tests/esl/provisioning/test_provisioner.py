"""Generations brought to a node: applied, proved, acknowledged; and every way in which that breaks off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from esl.answers import suspension
from esl.answers.callcenter import wanted
from esl.models import Placement, SeatState
from esl.provisioning import provisioner as module
from esl.provisioning.provisioner import Provisioner
from seatyard import claims
from seatyard.db import db, transaction
from seatyard.findings import Finding
from tenants.models import Seat, Tenant
from tenants.suspensions import service as suspensions
from tests.factories import NodeFactory, PlacementFactory, QueueFactory, QueueSeatFactory, SeatFactory
from tests.support.callcenter import CallcenterSwitch

UNTIL = datetime(2026, 3, 2, 9, tzinfo=UTC)


class House:
    """One node, one tenant with a queue and two seats, and a switch that asks the database."""

    def __init__(self) -> None:
        self.node = NodeFactory()
        self.tenant = self.add_tenant()
        self.switch = CallcenterSwitch(self.document)
        self.registered: set[tuple[str, str]] = set()
        self.provisioner = self.worker()

    def worker(self) -> Provisioner:
        db.session.commit()
        return Provisioner(self.node.id, self.switch, lambda: frozenset(self.registered))

    def add_tenant(self) -> Tenant:
        queue = QueueFactory()
        for number in ("1001", "1002"):
            QueueSeatFactory(queue=queue, seat=SeatFactory(tenant=queue.tenant, number=number))
        PlacementFactory(tenant=queue.tenant, node=self.node)
        db.session.commit()
        return queue.tenant

    def document(self, queue: str) -> object:
        tenant = db.session.scalar(select(Tenant).filter_by(domain=queue.rpartition("@")[2]))
        return wanted(tenant)

    def change(self, what: Callable[[Tenant], None]) -> None:
        """A committed change with its new generation."""
        db.session.rollback()
        tenant = db.session.get(Tenant, self.tenant.id)
        what(tenant)
        tenant.generation += 1
        db.session.commit()

    def placement(self, tenant: Tenant | None = None) -> Placement:
        db.session.rollback()
        return db.session.get(Placement, (tenant or self.tenant).id)

    @property
    def agents(self) -> dict[str, str]:
        return {name: row["status"] for name, row in self.switch.agents.items()}


@pytest.fixture
def house(app: Flask) -> House:
    return House()


def test_new_tenant_becomes_live(house: House) -> None:
    outcome = house.provisioner.step()
    assert outcome is not None
    assert outcome.problems == {}
    placement = house.placement()
    assert (placement.acked_generation, placement.problem) == (1, None)
    assert placement.acked_at is not None
    assert 0 <= placement.ack_seconds < 5
    assert list(house.switch.queues) == [house.tenant.queues[0].switch_name]
    assert house.switch.variables[f"seatyard_generation_{house.tenant.id}"] == "1"
    # The queue's loading brought the agents and tiers along: nothing else was to do.
    assert house.switch.changes == [f"queue load {house.tenant.queues[0].switch_name}"]
    assert len(house.switch.tiers) == 2
    assert house.provisioner.step() is None


def test_a_suspension_is_held_by_the_node_and_touches_nothing_else(house: House) -> None:
    """Its static files ask the variable; who was never suspended has none."""
    house.provisioner.step()
    name, before = f"{suspension.VARIABLE}{house.tenant.id}", list(house.switch.changes)
    assert name not in house.switch.variables
    for become, value in ((suspensions.stop, "true"), (suspensions.restore, "false")):
        with transaction():
            assert become(house.tenant.id)
            assert not become(house.tenant.id)
        house.provisioner.step()
        assert house.switch.variables[name] == value
    assert house.placement().acked_generation == 3
    assert house.switch.changes == before


def test_settings_reach_the_switch(house: House) -> None:
    house.provisioner.step()

    def change(tenant: Tenant) -> None:
        tenant.queues[0].strategy = "ring-all"
        tenant.queues[0].wrap_up = 33
        tenant.queues[0].tiers[0].level = 2

    house.change(change)
    house.provisioner.step()
    assert house.placement().acked_generation == 2
    (queue,) = house.switch.queues.values()
    assert queue["strategy"] == "ring-all"
    assert {row["wrap_up_time"] for row in house.switch.agents.values()} == {"33"}
    assert sorted(row["level"] for row in house.switch.tiers.values()) == ["1", "2"]


def test_removed_seat_and_queue_go(house: House) -> None:
    house.provisioner.step()

    def change(tenant: Tenant) -> None:
        tenant.seats[0].active = False
        QueueFactory(tenant=tenant, name="second")

    house.change(change)
    house.provisioner.step()
    assert len(house.switch.agents) == 1
    assert len(house.switch.queues) == 2

    def remove(tenant: Tenant) -> None:
        for queue in list(tenant.queues):
            db.session.delete(queue)

    house.change(remove)
    house.provisioner.step()
    assert house.switch.queues == {}
    assert house.switch.tiers == {}
    assert house.placement().acked_generation == 3


def test_a_generation_is_live_once_the_phones_of_before_are_gone(house: House) -> None:
    house.registered = {("1001", house.tenant.domain), ("1002", house.tenant.domain)}
    house.provisioner.step()
    assert house.switch.ended == []
    house.switch.refuse["sofia profile"] = "Invalid Profile [internal]\n"

    def change(tenant: Tenant) -> None:
        gone, renewed = sorted(tenant.seats, key=lambda seat: seat.number)
        gone.active, renewed.renewed_with = False, tenant.generation + 1

    house.change(change)
    house.provisioner.step()
    placement = house.placement()
    assert placement.acked_generation == 1
    assert placement.problem is not None
    assert "flush_inbound_reg 1001@" in placement.problem
    house.switch.refuse.clear()
    house.worker().step()
    assert house.switch.ended == [f"{number}@{house.tenant.domain}" for number in ("1001", "1002")]
    assert house.placement().acked_generation == 2
    assert [seat.renewed_with for seat in house.tenant.seats] == [None, None]


def test_registered_phones_are_available(house: House) -> None:
    house.registered = {("1001", house.tenant.domain), ("1002", "another.domain")}
    house.provisioner.step()
    assert sorted(house.agents.values()) == ["Available", "Logged Out"]


def test_an_ordinary_telephone_is_always_there(house: House) -> None:
    house.change(lambda tenant: setattr(tenant.seats[0], "phone", "+8613911112222"))
    house.provisioner.step()
    assert sorted(house.agents.values()) == ["Available", "Logged Out"]


@pytest.mark.parametrize(
    ("state", "until", "status"),
    [
        ("ready", None, "Available"),
        ("busy", None, "On Break"),
        ("after_call", None, "On Break"),
        ("after_call", UNTIL, "Available"),
        ("signed_out", None, "Logged Out"),
    ],
)
def test_what_a_seat_says_is_its_status_while_its_phone_is_there(
    house: House, state: str, until: datetime | None, status: str
) -> None:
    seat = house.tenant.seats[0]
    said = {"state": state, "since": UNTIL, "until": until, "source": "api"}
    db.session.add(SeatState(tenant_id=seat.tenant_id, seat_id=seat.id, **said))
    db.session.commit()
    house.provisioner.step()
    assert house.agents[seat.switch_name] == "Logged Out"
    house.registered = {(seat.number, house.tenant.domain)}
    house.change(lambda tenant: None)
    house.provisioner.step()
    assert house.agents[seat.switch_name] == status


def test_reloaded_queue_signs_nobody_out(house: House) -> None:
    house.registered = {("1001", house.tenant.domain), ("1002", house.tenant.domain)}
    house.provisioner.step()
    house.switch.changes.clear()
    house.change(lambda tenant: setattr(tenant.queues[0], "wait_limit", 7))
    house.provisioner.step()
    assert set(house.agents.values()) == {"Available"}
    assert [change.split()[:2] for change in house.switch.changes] == [["queue", "reload"]]
    assert house.placement().problem is None


def test_other_tenants_are_not_touched(house: House) -> None:
    other = house.add_tenant()
    house.provisioner.step()
    house.switch.agents["stranger@elsewhere"] = dict(next(iter(house.switch.agents.values())))
    house.switch.changes.clear()
    house.change(lambda tenant: setattr(tenant.queues[0], "wait_limit", 7))
    house.provisioner.step()
    assert all(house.tenant.domain in change for change in house.switch.changes)
    assert house.placement(other).acked_generation == 1
    assert "stranger@elsewhere" in house.switch.agents


def test_refusal_is_recorded_and_resumed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    other = house.add_tenant()
    load = f"callcenter_config queue load {house.tenant.queues[0].switch_name}"
    house.switch.refuse = {load: "-ERR Invalid Queue not found!\n"}
    house.provisioner.step()
    placement = house.placement()
    assert placement.acked_generation == 0
    assert placement.problem == f"{load}: the switch answered '-ERR Invalid Queue not found!'"
    assert house.placement(other).acked_generation == 1
    assert house.provisioner.step() is None  # not again at once
    house.switch.refuse = {}
    monkeypatch.setattr(module.time, "monotonic", lambda: 1e9)
    house.provisioner.step()
    assert (house.placement().acked_generation, house.placement().problem) == (1, None)


def test_refused_tenant_is_tried_at_once_when_it_changes(house: House) -> None:
    house.switch.refuse = {"callcenter_config queue load": "-ERR Invalid Queue not found!\n"}
    house.provisioner.step()
    house.switch.refuse = {}
    house.change(lambda tenant: None)
    house.provisioner.step()
    assert house.placement().acked_generation == 2


@pytest.mark.parametrize("commands", range(0, 14, 3))
def test_link_lost_at_any_command_is_resumed(house: House, commands: int) -> None:
    house.registered = {("1001", house.tenant.domain)}
    house.switch.dies_after = commands
    outcome = house.provisioner.step()
    house.switch.dies_after = None
    if house.placement().acked_generation == 0:
        assert "closed the connection" in outcome.problems[house.tenant.id]
        house.provisioner.resume()
        house.provisioner.step()
    assert house.placement().acked_generation == 1
    assert len(house.switch.tiers) == 2


def test_a_lost_link_is_one_problem_of_all_tenants_of_the_node(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    tenants = [house.tenant, *(house.add_tenant() for _ in range(11))]
    house.switch.dies_after = 0
    caplog.set_level("WARNING", "esl.provisioning")
    house.provisioner.step()
    assert all("closed the connection" in house.placement(one).problem for one in tenants)
    (told,) = caplog.messages
    named = ", ".join(str(one.id) for one in tenants[:10])
    assert told.startswith(f"tenants {named} and 2 more: ")


def test_switch_that_says_ok_and_does_nothing_is_not_believed(house: House) -> None:
    house.switch.refuse = {"callcenter_config queue load": "+OK\n"}
    house.provisioner.step()
    assert house.placement().acked_generation == 0
    assert "is still wanted: missing" in house.placement().problem


def test_variable_that_does_not_hold_is_not_believed(house: House) -> None:
    house.switch.refuse = {"global_setvar": "+OK"}
    house.provisioner.step()
    assert house.placement().acked_generation == 0
    assert "holds ''" in house.placement().problem


def test_rebuilt_node_gets_everything_again(house: House) -> None:
    house.provisioner.step()
    house.switch.variables.clear()
    house.switch.queues.clear()
    house.switch.agents.clear()
    house.switch.tiers.clear()
    house.provisioner.resume()
    assert house.placement().acked_generation == 0
    house.provisioner.step()
    assert house.placement().acked_generation == 1
    assert len(house.switch.tiers) == 2


def test_after_a_link_gap_all_is_looked_at_and_drift_mended(house: House) -> None:
    house.provisioner.step()
    first = house.placement().acked_at
    next(iter(house.switch.agents.values()))["status"] = "Available"
    assert house.provisioner.step() is None
    house.provisioner.resume()
    house.provisioner.step()
    assert set(house.agents.values()) == {"Logged Out"}
    assert house.placement().acked_at == first  # it was acknowledged then, and still is


def test_two_workers_at_once(house: House) -> None:
    """The second passes by while the first is at it; both at once would do no harm either."""
    second = house.worker()
    with claims.claimed(f"apply:{house.node.id}"):
        assert house.provisioner.step() is None
    assert house.provisioner.step() is not None
    assert second.step() is None


def test_change_in_the_middle_of_applying(house: House) -> None:
    """The generation that is acknowledged is the one whose state was proved."""
    load = house.switch._queue_load

    def change_then_load(name: str) -> str:
        house.switch._queue_load = load
        house.change(lambda tenant: setattr(tenant.queues[0], "wait_limit", 99))
        return load(name)

    house.switch._queue_load = change_then_load
    house.provisioner.step()
    assert house.placement().acked_generation == 2
    (queue,) = house.switch.queues.values()
    assert queue["max_wait_time"] == "99"


def test_seat_in_no_queue(house: House) -> None:
    house.provisioner.step()
    house.change(lambda tenant: SeatFactory(tenant=tenant, number="1003"))
    house.provisioner.step()
    assert len(house.switch.agents) == 3
    agent = house.switch.agents[db.session.scalars(select(Seat).filter_by(number="1003")).one().switch_name]
    assert agent["contact"].endswith(f"user/1003@{house.tenant.domain}")


def test_names_survive_renaming(house: House) -> None:
    house.provisioner.step()
    house.switch.changes.clear()

    def rename(tenant: Tenant) -> None:
        tenant.queues[0].name, tenant.name, tenant.title_zh = "other", "other", "别的"

    house.change(rename)
    house.provisioner.step()
    assert house.switch.changes == []
    assert house.placement().acked_generation == 2


def test_drift_is_mended_and_told(house: House) -> None:
    house.provisioner.step()
    house.switch.tiers.clear()
    house.provisioner.doubt()
    house.provisioner.step()
    assert len(house.switch.tiers) == 2
    finding = db.session.scalars(select(Finding).filter_by(kind="drift")).one()
    assert finding.tenant_id == house.tenant.id
    assert "2 commands put it right, first callcenter_config tier add" in finding.message


def test_changed_tenant_is_no_drift(house: House) -> None:
    house.provisioner.step()
    house.change(lambda tenant: setattr(tenant.queues[0], "wait_limit", 7))
    house.provisioner.step()
    assert db.session.scalars(select(Finding)).all() == []


def test_what_somebody_changes_on_the_switch_is_found_at_the_next_look(house: House) -> None:
    other = house.add_tenant()
    house.provisioner.step()
    house.provisioner.look()
    house.provisioner.step()
    house.switch.changes.clear()
    house.provisioner.look()
    assert house.provisioner.step() is None, "nothing is as it was not"
    (name, _), *_ = house.switch.queues.items()
    house.switch.queues[name]["strategy"] = "random"
    house.switch.queues[name]["calls_answered"] = "7"
    house.provisioner.look()
    house.provisioner.step()
    assert house.switch.changes == [f"queue reload {name}"]
    finding = db.session.scalars(select(Finding).filter_by(kind="drift")).one()
    assert finding.tenant_id in (house.tenant.id, other.id)


def test_what_somebody_adds_to_the_switch_is_taken_away(house: House) -> None:
    """A tenant's part of the switch is asked for by names that Seatyard knows, but not then."""
    house.provisioner.step()
    house.provisioner.look()
    stranger = f"seat-999@{house.tenant.domain}"
    house.switch.agents[stranger] = {**next(iter(house.switch.agents.values())), "name": stranger}
    house.provisioner.look()
    house.provisioner.step()
    assert stranger not in house.switch.agents
    assert house.switch.changes[-1] == f"agent del {stranger}"


def test_calls_and_phones_are_no_drift(house: House) -> None:
    house.provisioner.step()
    house.provisioner.look()
    house.provisioner.step()
    for row in house.switch.agents.values():
        row |= {"state": "In a queue call", "status": "On Break", "calls_answered": "3"}
    for row in house.switch.queues.values():
        row["calls_abandoned"] = "2"
    house.provisioner.look()
    assert house.provisioner.step() is None


def test_a_change_of_one_tenant_asks_for_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        house.add_tenant()
    house.provisioner.step()
    asked: list[str] = []
    bgapi = house.switch.bgapi
    monkeypatch.setattr(house.switch, "bgapi", lambda command: asked.append(command) or bgapi(command))

    def change(tenant: Tenant) -> None:
        tenant.seats[0].active = False
        tenant.queues[0].wait_limit = 7

    house.change(change)
    house.provisioner.step()
    assert house.placement().acked_generation == 2
    assert (len(house.switch.agents), len(house.switch.tiers)) == (7, 7)
    assert not {"callcenter_config agent list", "callcenter_config tier list"} & set(asked)
