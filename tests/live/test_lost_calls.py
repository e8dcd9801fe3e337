"""What a killed FreeSWITCH takes with it is known, and its own count of sessions agrees with what it told."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .office import ringing
from .plant import SEAT, Plant
from .plant import plant as build
from .processes import running
from .waiting import until

pytestmark = pytest.mark.live

HASTE = """
from gevent import monkey
monkey.patch_all()
from esl.reconcile import live, sessions
from esl.worker import node
from datetime import timedelta
live.GRACE, node.LOOK_EVERY, sessions.GRACE = 3.0, 1.0, timedelta(seconds=3)
from seatyard.cli import main
main(["switch", "run"], prog_name="seatyard")
"""
"""A worker that waits seconds where a real one waits minutes."""
HEARTBEATS = 70
"""Seconds: three of them, and the looks after them."""


@pytest.fixture
def own(freeswitch: str, tmp_path: Path) -> Iterator[Plant]:
    """An installation that nobody else uses, with a worker in haste."""
    with build(freeswitch, tmp_path, f"sqlite:///{tmp_path / 'seatyard.db'}") as plant:
        plant.worker.close()
        plant.worker.enter_context(running([sys.executable, "-c", HASTE], tmp_path / "worker.log", plant.env))
        yield plant


def found(plant: Plant, kind: str) -> list[dict[str, object]]:
    return plant.rows("SELECT * FROM findings WHERE kind = ? AND cleared_at IS NULL", kind)


def test_a_killed_switchs_call_is_lost_and_billed_once_a_person_says_so(own: Plant) -> None:
    caller = own.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = own.channel("external")
    until("it is kept", lambda: own.rows("SELECT uuid FROM live_channels WHERE uuid = ?", uuid))
    later = uptime(own) + 3
    until("they have talked", lambda: uptime(own) >= later)
    own.kill_switch()
    caller.hang_up()
    own.start_switch()
    (lost,) = until("the finding", lambda: found(own, "call_lost"), 60)
    detail = json.loads(str(lost["detail"]))
    assert (lost["key"], lost["tenant_id"], detail["why"]) == (f"fs1/{uuid}", 1, "restarted")
    assert detail["told"]["variables"]["seatyard_did"] == "+861088880001"
    assert detail["answered_at"] <= detail["proven"] < detail["missed"]
    own.seatyard("meter", "rebuild", str(lost["id"]), "--by", "ann", "--reason", "the caller says so")
    (call,) = own.rows("SELECT * FROM conversations WHERE id = ?", uuid)
    assert (call["direction"], call["paid_uuid"], call["cause"]) == ("inbound", uuid, "REBUILT")
    assert int(str(call["billusec"])) >= 2_000_000
    assert own.rows("SELECT uuid FROM live_channels") == []
    assert found(own, "call_lost") == []


def test_the_switchs_own_count_agrees_with_what_it_told(own: Plant) -> None:
    """Answered, refused, failed, and sent to a gateway that is down, which is a session and no call."""
    seat = own.seat(SEAT)
    until("the registration", lambda: seat.registration == 200)
    until("the agent is available", lambda: own.agent("status") == "Available")
    stranger = own.call_in("+861099999999")
    until("the refusal", lambda: stranger.over)
    own.switch.api("originate sofia/gateway/nobody/1 &park")
    own.switch.api("originate sofia/external/1@127.0.0.1:1 &park")
    own.switch.api("originate {origination_caller_id_number=1}loopback/nowhere/public &park")
    before = len(seat.incoming)
    caller = own.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = own.channel("external")
    asking = "play_and_get_digits"
    until("it asks", lambda: own.switch.variable(uuid, "current_application") == asking)
    caller.press("1")
    ringing(seat, before).reply(200)
    until("they are connected", lambda: own.switch.variable(uuid, "cc_agent_bridged") == "true")
    later = uptime(own) + HEARTBEATS
    until("some heartbeats have passed", lambda: uptime(own) >= later, HEARTBEATS + 30)
    assert found(own, "sessions_differ") == []
    caller.hang_up()
    own.quiet()


def uptime(plant: Plant) -> int:
    return int(plant.switch.api("uptime"))
