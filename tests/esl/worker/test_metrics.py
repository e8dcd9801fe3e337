"""What Prometheus hears of a worker's nodes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families as read

from esl.worker.metrics import Metrics
from esl.worker.node import NodeWorker
from seatyard import clock
from seatyard.config import Settings
from seatyard.errors import InvalidInput
from tests.esl.worker.house import House
from tests.support.postgres import free_port
from tests.support.processes import running


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


@pytest.fixture
def node(house: House) -> Iterator[NodeWorker]:
    with house.listening() as address, house.watched(address) as node:
        house.wait_for(lambda: node.session.up)
        yield node


def told(*nodes: NodeWorker) -> dict[tuple[str, ...], float]:
    """By name and labels' values."""
    registry = CollectorRegistry()
    registry.register(Metrics(lambda: nodes, list))
    text = generate_latest(registry).decode()
    return {(one.name, *one.labels.values()): one.value for each in read(text) for one in each.samples}


def test_a_node_with_a_phone(house: House, node: NodeWorker) -> None:
    house.wait_for(lambda: house.status == "Logged Out")
    house.says("sofia::register")
    house.wait_for(lambda: house.status == "Available")
    house.wait_for(lambda: node.watchdog.seen and node.watchdog.seen.registered)
    found = told(node)
    assert found["seatyard_node_up", "fs1"] == 1
    assert found["seatyard_node_phones", "fs1"] == 1
    assert found["seatyard_node_channels_gone", "fs1"] == found["seatyard_node_sessions_open", "fs1"] == 0
    assert found["seatyard_node_events_total", "fs1"] >= 1
    assert found["seatyard_node_connections_total", "fs1"] == 1
    assert found["seatyard_agents", "fs1", "Waiting"] == 1
    assert {value for key, value in found.items() if key[0] == "seatyard_queue_callers"} == {0}
    assert ("seatyard_node_idle_percent", "fs1") not in found  # no heartbeat yet


def test_a_heartbeat_and_a_minutes_lag(house: House, node: NodeWorker) -> None:
    house.socket.clock = round(clock.now().timestamp() * 1_000_000)
    house.socket.tell("HEARTBEAT", **{"Idle-CPU": "83.5"})
    house.wait_for(lambda: node.idle.last)
    node.lag.tell()
    found = told(node)
    assert found["seatyard_node_idle_percent", "fs1"] == 83.5
    assert {key[2] for key in found if key[0] == "seatyard_node_event_lag_seconds"} == {"0.5", "0.99", "1"}


def test_a_node_that_has_gone_away_tells_nothing_of_now(house: House) -> None:
    with ExitStack() as watched:
        with house.listening() as address:
            node = watched.enter_context(house.watched(address))
            house.wait_for(lambda: node.watchdog.seen)
        house.wait_for(lambda: not node.session.up)
        found = told(node)
    assert found["seatyard_node_up", "fs1"] == 0
    live = ("seatyard_node_phones", "seatyard_node_channels", "seatyard_queue_callers", "seatyard_agents")
    assert [key for key in found if key[0] in live] == []


def test_a_node_that_is_away(house: House) -> None:
    with house.listening() as address:
        pass
    with house.watched(address) as node:
        assert told(node)["seatyard_node_up", "fs1"] == 0


def test_callers_are_counted_by_queue_and_no_label_names_a_tenant(house: House, node: NodeWorker) -> None:
    waiting = {"queue": "queue-7@acme.example.com", "state": "Waiting"}
    node.watchdog.seen = SimpleNamespace(members=[waiting, waiting], tiers=[], agents={}, registered=set())  # type: ignore[assignment]
    found = told(node)
    assert found["seatyard_queue_callers", "fs1", "queue-7"] == 2
    assert not [key for key in found if "acme" in "".join(key)]


def test_the_worker_answers_over_http(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("SEATYARD_METRICS", address)

    def scraped() -> str:
        try:
            with urlopen(f"http://{address}/metrics", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    with house.listening(), running(house.app, house.folder, "switch", "run") as worker:
        house.wait_for(lambda: "seatyard_node_up" in scraped(), worker.output)
        assert "process_resident_memory_bytes" in scraped()
        with urlopen(f"http://{address}/readyz", timeout=5) as answer:
            assert json.load(answer)["status"] == "ready"


@pytest.mark.parametrize("text", ["9468", "127.0.0.1:", "127.0.0.1:70000", ":9468", "127.0.0.1:x"])
def test_an_address_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="SEATYARD_METRICS"):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path), "SEATYARD_METRICS": text})


def test_addresses(tmp_path: Path) -> None:
    for text, address in {
        "127.0.0.1:9468": ("127.0.0.1", 9468),
        "[::1]:9468": ("::1", 9468),
        "": None,
    }.items():
        assert (
            Settings.from_env({"SEATYARD_HOME": str(tmp_path), "SEATYARD_METRICS": text}).metrics == address
        )
