"""Web lookups of flows on a real FreeSWITCH, with the node's gate and a tenant's own HTTPS server."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.https import TenantsServer, tenants_server
from tests.support.postgres import free_port

from .forged import invite
from .ivr import Ivr
from .plant import CALLER, Plant
from .processes import running
from .waiting import until

pytestmark = pytest.mark.live


def lookup(path: str) -> dict[str, Any]:
    """What it found is heard as the way to hang up."""
    asked = {
        "url": f"https://localhost:{PORT}{path}",
        "field": "level",
        "values": {"vip": "vip"},
        "timeout": 2,
        "otherwise": "nobody",
    }
    nodes = {"ask": {"lookup": asked}, "vip": {"hangup": "rejected"}, "nobody": {"hangup": "busy"}}
    return {"start": "ask", "nodes": nodes}


VIP, NOBODY = 603, 486
PORT = free_port()

FLOWS = {
    "level": lookup("/level?who={caller}&on={called}"),
    "hostile": lookup("/hostile"),
    "slow": lookup("/slow"),
}


@pytest.fixture(scope="module")
def ivr(plant: Plant) -> Iterator[Ivr]:
    made = Ivr(plant, "lookups", "+8610777701", FLOWS)
    made.onboard()
    yield made
    plant.quiet()


@pytest.fixture(scope="module")
def server(plant: Plant) -> Iterator[TenantsServer]:
    with tenants_server(plant.home, PORT) as served:
        (plant.home / "conf" / "tls").mkdir(exist_ok=True)
        (plant.home / "conf" / "tls" / "cacert.pem").write_bytes(served.authority.read_bytes())
        yield served


@pytest.fixture
def gate(plant: Plant, server: TenantsServer) -> Iterator[None]:
    """As the unit starts it."""
    conf = plant.home / "conf"
    port = json.loads((conf / "lookup-gate.json").read_text())["port"]
    command = [sys.executable, "-I", str(conf / "lookup-gate"), str(conf)]
    with running(command, plant.home / "gate.log", plant.env):
        until("the gate is open", lambda: _listens(port))
        yield


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_tenants_own_server_is_asked(ivr: Ivr, server: TenantsServer, gate: None) -> None:
    server.answers["/level"] = {"level": "vip"}
    assert ivr.status("level") == VIP
    asked = urlsplit(server.asked[-1])
    assert parse_qs(asked.query) == {"who": [f"+86{CALLER}"], "on": [ivr.number("level")]}
    server.answers["/level"] = {"level": "gold"}
    assert ivr.status("level") == NOBODY


def test_what_a_server_says_is_never_expanded(ivr: Ivr, server: TenantsServer, gate: None) -> None:
    trace = ivr.plant.home / "trace-of-the-answer"
    for said in (f"${{system touch {trace}}}", "vip${uuid}", "vip\nvip", "${hangup_cause}"):
        server.answers["/hostile"] = {"level": said}
        assert ivr.status("hostile") == NOBODY
    assert not trace.exists()


def test_a_forged_caller_is_nobody_to_the_server(ivr: Ivr, server: TenantsServer, gate: None) -> None:
    """What a caller's phone sends of itself is neither expanded nor passed on, unless it is a number."""
    server.answers["/level"] = {"level": "vip"}
    trace = ivr.plant.home / "trace-of-the-caller"
    named = f"${{system touch {trace}}}"
    for caller in ("1&v_called=2", "$%7Buuid%7D", "${uuid}", "1%0Ahangup", "anonymous"):
        assert invite(ivr.plant.carrier, ivr.number("level"), caller, named) == VIP, caller
        assert parse_qs(urlsplit(server.asked[-1]).query) == {"on": [ivr.number("level")]}, caller
    assert not trace.exists()


def test_a_slow_server_costs_a_few_seconds(ivr: Ivr, server: TenantsServer, gate: None) -> None:
    over = threading.Event()
    server.answers["/slow"] = lambda request: over.wait(20)
    began = time.monotonic()
    assert ivr.status("slow") == NOBODY
    assert time.monotonic() - began < 8
    over.set()


def test_without_the_gate_a_flow_goes_on(ivr: Ivr) -> None:
    assert ivr.status("level") == NOBODY
