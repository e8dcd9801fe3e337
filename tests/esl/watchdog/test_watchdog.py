"""A watchdog at work: it waits, looks again, mends by the switch's own commands, and reports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from esl.models import Placement, SeatState
from esl.provisioning.phones import Phones
from esl.session import Reply
from esl.watchdog import Watchdog
from esl.watchdog.patience import SETTLE
from seatyard.db import db, transaction
from seatyard.findings import Finding, still_open
from tenants.models import Seat
from tests.esl.worker.house import House


class Scene:
    """A node that is provisioned and whose seat is there, and a watchdog whose time the test moves."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.house = House(app, folder)
        self.now = 0.0
        self.phones = Phones()
        self.house.says("sofia::register")
        self.phones.resync(self.house.phones)
        queue = self.house.tier.queue.switch_name
        db.session.rollback()  # the switch asks in a session of its own
        self.house.callcenter.bgapi(f"callcenter_config queue load {queue}")
        self.agent = next(iter(self.house.callcenter.agents))
        self.house.callcenter.agents[self.agent]["status"] = "Available"
        self.acknowledge(1)
        self.house.callcenter.changes.clear()
        self.watchdog = Watchdog(self.house.node_id, "fs1", self, self.phones, monotonic=lambda: self.now)

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        return Reply(self.house.answers(command))

    def acknowledge(self, generation: int) -> None:
        with transaction():
            placement = db.session.get(Placement, self.house.tenant_id)
            assert placement is not None
            placement.acked_generation = generation

    def look_for(self, seconds: float) -> list[str]:
        """Look every three seconds for so long; the commands that this took."""
        until = self.now + seconds
        while self.now <= until:
            self.watchdog.look()
            self.now += 3
        return self.house.callcenter.changes

    def set(self, **columns: str) -> None:
        self.house.callcenter.agents[self.agent].update(columns)


@pytest.fixture
def scene(app: Flask, tmp_path: Path) -> Scene:
    return Scene(app, tmp_path)


def test_nothing_is_done_while_all_is_well(scene: Scene) -> None:
    assert scene.look_for(60) == []
    assert still_open() == []


def test_a_stuck_agent_is_mended_once_and_the_finding_says_how(scene: Scene) -> None:
    scene.set(state="In a queue call", uuid="gone")
    assert scene.look_for(SETTLE - 3) == []
    assert scene.look_for(60) == [f"agent set state {scene.agent} Waiting"]
    (finding,) = still_open()
    assert (finding.kind, finding.key) == ("agent_stuck", f"fs1 {scene.agent}")
    assert (finding.tenant_id, finding.count) == (scene.house.tenant_id, 1)
    assert finding.message == "the agent was in a call whose channel does not exist (In a queue call)"
    assert finding.detail == {
        "evidence": {"state": "In a queue call", "call": "gone", "last_offered_call": "0", "legs": ""},
        "commands": {f"callcenter_config agent set state {scene.agent} Waiting": "+OK"},
        "mended": True,
    }


def test_a_refusal_is_told_and_tried_again(scene: Scene) -> None:
    scene.set(state="Idle")
    scene.house.callcenter.refuse["callcenter_config agent set state"] = "-ERR Agent not found!\n"
    scene.look_for(60)
    (finding,) = still_open()
    assert finding.message.endswith(
        f"; the switch refuses callcenter_config agent set state {scene.agent} Waiting"
    )
    assert (finding.count, finding.detail["mended"]) == (3, False)


def test_a_seat_bound_to_an_ordinary_telephone_needs_no_registration(scene: Scene) -> None:
    with transaction():
        db.session.query(Seat).update({"phone": "+8613911112222"})
    scene.house.phones = []
    assert scene.look_for(30) == []
    assert still_open() == []


def test_what_passes_between_the_look_and_the_command_is_left_alone(scene: Scene) -> None:
    scene.set(state="Idle")
    scene.house.callcenter.refuse["callcenter_config agent get state"] = "Waiting"
    assert scene.look_for(30) == []
    assert still_open() == []


def test_a_phone_that_the_worker_missed_signs_the_agent_out_and_in(scene: Scene) -> None:
    scene.house.phones = []
    assert scene.look_for(9) == [f"agent set status {scene.agent} Logged Out"]
    assert scene.phones.registered == frozenset()
    scene.house.phones = [{"reg_user": "1001", "realm": scene.house.domain, "token": "2"}]
    assert scene.look_for(9)[1:] == [f"agent set status {scene.agent} Available"]
    assert scene.phones.registered == {("1001", scene.house.domain)}
    assert scene.phones.take_changes() == {}
    assert db.session.query(Finding.count).filter_by(kind="agent_status_wrong").scalar() == 2


def test_a_seats_own_word_is_kept(scene: Scene) -> None:
    with transaction():
        seat = scene.house.tier.seat
        at = datetime(2026, 3, 1, tzinfo=UTC)
        db.session.add(
            SeatState(tenant_id=seat.tenant_id, seat_id=seat.id, state="busy", since=at, source="api")
        )
    assert scene.look_for(9) == [f"agent set status {scene.agent} On Break"]
    assert scene.look_for(30)[1:] == []
    assert still_open()[0].message == "the agent was Available instead of On Break, its phone registered"


def test_a_tenant_that_is_being_provisioned_is_let_be(scene: Scene) -> None:
    scene.acknowledge(0)
    scene.set(state="Idle", status="Logged Out")
    assert scene.look_for(30) == []
    scene.acknowledge(1)
    assert len(scene.look_for(30)) == 2


def test_on_a_big_node_it_looks_less_often(scene: Scene) -> None:
    """A look that takes a second is followed by 20 without one."""
    looked = []

    def slow(command: str, timeout: float | None = None) -> Reply:
        looked.append((scene.now, command))
        scene.now += 0.2
        return Reply(scene.house.answers(command))

    scene.bgapi = slow  # type: ignore[method-assign]
    scene.look_for(60)
    assert len(looked) == 3 * 5
