"""Outages of a real node, each by two signals: a SIP profile stopped, a node paused, a node killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .plant import Plant
from .plant import plant as build
from .waiting import until

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def own(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """An installation that nobody else uses, whose node is called each minute."""
    home: Path = tmp_path_factory.mktemp("outages")
    with build(freeswitch, home, f"sqlite:///{home / 'seatyard.db'}", check_calls=True) as plant:
        until("every signal has proved service", lambda: len(signals(plant)) == 8)
        yield plant


def signals(plant: Plant) -> set[object]:
    return {row["signal"] for row in plant.rows("SELECT signal FROM node_signals")}


def outages(plant: Plant) -> list[dict[str, Any]]:
    """Certain or not, the latest first, as the command line tells them."""
    told = plant.json("outage", "list")
    assert isinstance(told, dict)
    return list(told["outages"])


def going_on(plant: Plant, kind: str) -> bool:
    """Whether there is an outage of this kind now that two signals agree on."""
    return any(one["kind"] == kind and one["certain"] and not one["until"] for one in outages(plant))


def ended(plant: Plant, kind: str) -> dict[str, Any] | None:
    return next((one for one in outages(plant) if one["kind"] == kind and one["until"]), None)


def seen_by(outage: dict[str, Any]) -> set[str]:
    return {one["signal"] for one in outage["signals"]}


def lasted(outage: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(outage["until"]) - datetime.fromisoformat(outage["from"])


def test_a_stopped_profile_is_an_outage_while_the_event_socket_is_up(own: Plant) -> None:
    own.switch.api("sofia profile internal stop")
    until("it is noticed", lambda: going_on(own, "sip_silent"))
    assert own.rows("SELECT linked_at FROM nodes")[0]["linked_at"], "the Event Socket is up"
    own.switch.api("sofia profile internal start")
    outage = until("it is over", lambda: ended(own, "sip_silent"))
    assert outage["certain"] is True
    assert outage["cause"] == "provider"
    assert seen_by(outage) == {"options_seats", "profile_seats"}
    assert timedelta() < lasted(outage) < timedelta(seconds=60)
    assert own.rows("SELECT kind FROM findings WHERE kind = 'signal_alone'") == []


def test_a_paused_node_takes_no_calls_and_says_so_twice(own: Plant) -> None:
    own.switch.api("fsctl pause")
    until("it is noticed", lambda: going_on(own, "call_failed"), 90)
    own.switch.api("fsctl resume")
    outage = until("it is over", lambda: ended(own, "call_failed"))
    assert seen_by(outage) == {"call_routed", "call_bare"}


def test_synthetic_calls_leave_no_record_and_no_hangup(own: Plant) -> None:
    until("there were some", lambda: "call_bare" in signals(own))
    assert own.channels() == []
    assert own.rows("SELECT * FROM cdr_records") == []
    assert own.rows("SELECT * FROM hangups") == []


def test_a_killed_node_is_one_outage_by_every_signal(own: Plant) -> None:
    before = json.dumps(own.rows("SELECT core_uuid FROM nodes"))
    own.kill_switch()
    until("two signals agree", lambda: going_on(own, "node_down"))
    own.start_switch()
    outage = until("it is over", lambda: ended(own, "node_down"))
    assert json.dumps(own.rows("SELECT core_uuid FROM nodes")) != before
    assert seen_by(outage) >= {"event_socket", "options_seats", "core_uuid"}
    assert [one["kind"] for one in outages(own)].count("node_down") == 1
