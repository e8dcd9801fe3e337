"""A node in the worker's care: provisioning, agents, outages, hang-ups, together over real sockets."""

from __future__ import annotations

from pathlib import Path

import gevent
import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import Node, Outage, Placement, SeatState, SeatStateChange
from esl.reconcile import live
from esl.reconcile.models import LiveChannel
from esl.worker import Worker
from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.findings import Finding
from tests.esl.worker.house import UP, House
from tests.factories import NodeFactory
from tests.support.event_socket import CORE


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


def test_a_change_is_live_and_the_agent_follows_its_phone(house: House) -> None:
    with house.listening() as address:
        with house.watched(address):
            house.wait(Placement.acked_generation, 1)
            assert house.one(Node.linked_at) is not None
            assert house.one(Node.core_uuid) == CORE
            assert house.status == "Logged Out"
            house.says("sofia::register")
            house.wait_for(lambda: house.status == "Available")
            house.says("sofia::unregister")
            house.wait_for(lambda: house.status == "Logged Out")
            house.change()
            house.wait(Placement.acked_generation, 2)
            assert house.one(Placement.ack_seconds) < 5
        assert house.one(Node.linked_at) is None


def test_phones_registered_before_the_worker_came(house: House) -> None:
    house.phones = [{"reg_user": "1001", "realm": house.domain, "token": "1"}]
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
        assert house.status == "Available"


def test_what_a_seat_says_outlives_its_registration(house: House) -> None:
    house.phones = [{"reg_user": "1001", "realm": house.domain, "token": "1"}]
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
        house.dials("busy:2:", "call-1")
        house.wait(SeatState.state, "busy")
        assert (house.one(SeatState.reason), house.status) == (2, "On Break")
        house.says("sofia::unregister")
        house.wait_for(lambda: house.status == "Logged Out")
        house.says("sofia::register")
        house.wait_for(lambda: house.status == "On Break")
        house.change()  # a plan finds it in order
        house.wait(Placement.acked_generation, 2)
        assert house.status == "On Break"


def test_a_seat_that_is_ready_without_a_phone_is_offered_nothing(house: House) -> None:
    """A phone may dial without being registered."""
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
        house.dials("ready::", "call-1")
        house.wait(SeatState.state, "ready")
        house.wait_for(lambda: house.status == "Logged Out")


def test_what_a_seat_said_while_the_worker_was_away(house: House) -> None:
    house.phones = [{"reg_user": "1001", "realm": house.domain, "token": "1"}]
    with house.listening() as address:
        with house.watched(address):
            house.wait(Placement.acked_generation, 1)
            house.dials("busy:2:", "call-1")
            house.wait(SeatState.state, "busy")
        house.remembered = [f"D/seatyard_states_{house.seat_id}/ready::;1772323260;call-2"]
        house.dials("ready::", "call-2")
        with house.watched(address):
            house.wait(SeatState.state, "ready")
            house.wait_for(lambda: house.status == "Available")
    assert house.one(func.count(SeatStateChange.evidence)) == 2


def test_killed_switch_is_an_outage_and_gets_everything_again(house: House) -> None:
    with house.listening() as address:
        pass
    with house.watched(address):
        with house.listening(address):
            house.wait(Placement.acked_generation, 1)
            house.socket.clock += 300_000_000
            house.socket.tell("HEARTBEAT")
            gevent.sleep(0.05)
        house.wait(Outage.starts_at, clock.from_epoch_us(UP + 300_000_000))
        assert house.one(Outage.ends_at) is None
        assert house.one(Node.linked_at) is None
        house.restart(minutes=15)
        with house.listening(address):
            house.wait(Outage.ends_at, clock.from_epoch_us(UP + 900_000_000))
            house.wait_for(lambda: house.callcenter.tiers)
            house.wait(Placement.acked_generation, 1)
            evidence = house.one(Outage.evidence)
            assert (evidence["last_core"], evidence["first_core"]) == (CORE, "core after 15 minutes")
            assert evidence["worker_away"] is False


def test_a_call_that_a_killed_switch_took_with_it_is_told_as_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "GRACE", 0.0)
    with house.listening() as address:
        pass
    with house.watched(address) as worker:
        with house.listening(address):
            house.wait(Placement.acked_generation, 1)
            began = {"Caller-Channel-Created-Time": str(UP), "Caller-Channel-Answered-Time": str(UP)}
            house.socket.tell(
                "CHANNEL_ANSWER", **{"Unique-ID": "u-1", "Caller-Context": house.domain}, **began
            )
            house.wait(LiveChannel.uuid, "u-1")
        house.wait(Outage.ends_at, None)
        house.restart(minutes=15)
        with house.listening(address):
            house.wait(Node.core_uuid, "core after 15 minutes")
            house.wait_for(lambda: worker.session.up)
            worker.live.look()
            house.wait_for(lambda: house.one(func.count(LiveChannel.uuid)) == 0)
    with snapshot():
        (finding,) = db.session.scalars(select(Finding).filter_by(kind="call_lost"))
        assert (finding.key, finding.tenant_id) == ("fs1/u-1", house.tenant_id)
        assert finding.detail["answered_at"] == finding.detail["proven"] == "2026-03-01T00:00:00+00:00"


def test_lost_link_alone_is_a_finding(house: House) -> None:
    with house.listening() as address:
        pass
    with house.watched(address):
        with house.listening(address):
            house.wait(Placement.acked_generation, 1)
        house.wait(Outage.starts_at, clock.from_epoch_us(UP))
        with house.listening(address):
            house.wait(Finding.kind, "link_gap")
            assert house.one(Outage.id) is None


def test_crash_while_the_worker_is_away(house: House) -> None:
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
    house.restart(minutes=120)
    with house.listening(address), house.watched(address):
        # Its uptime is a minute: it was there a minute before the worker asked.
        house.wait(Outage.ends_at, clock.from_epoch_us(UP + 119 * 60_000_000))
        assert house.one(Outage.starts_at) == clock.from_epoch_us(UP)
        assert house.one(Finding.kind) == "outage_unwatched"


def test_failing_database_is_survived(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE placements RENAME TO away")
        house.wait_for(lambda: "fs1: provisioning failed; again in" in caplog.text)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO placements")
        house.change()
        house.wait(Placement.acked_generation, 2)


def test_switch_that_dies_in_the_middle_of_provisioning(house: House) -> None:
    """The session comes back and everything is resumed."""
    with house.listening() as address, house.watched(address):
        house.wait(Placement.acked_generation, 1)
        house.callcenter.dies_after = 4
        house.change()
        house.wait_for(lambda: house.one(Placement.problem))
        house.callcenter.dies_after = None
        house.wait(Placement.acked_generation, 2)
        assert house.one(Placement.problem) is None


# Whose node it is


def test_a_node_has_one_worker_and_a_second_stands_by(house: House) -> None:
    with house.listening():
        first, second = Worker(house.app, ()), Worker(house.app, ())
        first._look_after_nodes()
        second._look_after_nodes()
        assert (list(first._mine), list(second._mine)) == ([house.node_id], [])
        first.leave_all()
        second._look_after_nodes()
        assert list(second._mine) == [house.node_id]
        second.leave_all()


def test_nodes_come_move_and_lose_their_password(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with house.listening() as address:
        worker = Worker(house.app, ())
        worker._look_after_nodes()
        house.wait_for(lambda: len(house.socket.subscribed) == 4)
        with transaction():
            second = NodeFactory(name="fs2", port=address.port, password_file=str(tmp_path / "password")).id
        worker._look_after_nodes()
        house.wait_for(lambda: len(house.socket.subscribed) == 8)
        with transaction():
            house.node.host = "localhost"
            db.session.get_one(Node, second).password_file = "/nowhere"
        worker._look_after_nodes()
        house.wait_for(lambda: len(house.socket.subscribed) == 12)
        assert "node fs2: cannot read its Event Socket password" in caplog.text
        assert list(worker._mine) == [house.node_id]
        worker.leave_all()
