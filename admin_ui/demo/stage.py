"""The stage of the demo: an instance, and its three processes on free ports of this machine."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx

from esl.carriers import service as carriers
from esl.nodes import conf
from esl.nodes import service as nodes
from esl.session.limits import Address
from seatyard import scope
from seatyard.db import db
from seatyard.files import SECRET, write

from . import instance as instances
from .instance import NODE, Instance
from .month import BEGIN
from .processes import Process, Supervisor, wait_until
from .switch import LabSwitch
from .traffic import write_scenario

HEARTBEAT = 120
"""Seconds of simulated time between the switch's signs of life: a month has many."""
SMALL = ("--workers", "1", "--threads", "16")
"""One web process, which is there sooner than two, and threads enough for a few open boards."""


@contextmanager
def ready(
    home: Path, calls: float, begin: datetime = BEGIN, scenario: Callable[..., Path] = write_scenario
) -> Iterator[tuple[Supervisor, Instance, LabSwitch]]:
    """Web, worker and lab switch are up; the switch's clock stands at the beginning."""
    web_port, event_port = _free_ports(2)
    password_file = home / "fs1.password"
    write(password_file, secrets.token_hex(16).encode(), SECRET)
    with Supervisor() as supervisor:
        scope.house()
        instance = instances.create(home, f"http://127.0.0.1:{web_port}")
        with instance.app.app_context():
            nodes.add_node(NODE, "127.0.0.1", event_port, password_file)
            carriers.add("carrier1", "127.0.0.1", 5060)
            instances.onboard_tenants(instance)
            instances.stock_pool()
            instances.add_people(instance)
            conf.write_folder(NODE, home / NODE, conf.Options(heartbeat=HEARTBEAT))
            db.session.remove()
        played = scenario(home / "scenario.yaml", instance, calls)
        logs = home / "logs"
        logs.mkdir()
        supervisor.add(
            Process("web", ["serve", "--bind", f"127.0.0.1:{web_port}", *SMALL], logs, instance.environment)
        )
        wait_until(lambda: answers(f"{instance.settings.base_url}/healthz"), "the web process to answer")
        switch = LabSwitch(
            NODE,
            Address(NODE, "127.0.0.1", event_port, password_file.read_text()),
            home / NODE,
            played,
            home / "lab-calls.jsonl",
            Process("switch", [], logs, instance.environment, restarts=False),
        )
        switch.start(begin, supervisor)
        supervisor.add(Process("worker", ["switch", "run"], logs, instance.environment))
        yield supervisor, instance, switch


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def answers(url: str) -> bool:
    """Whether something is there, and well."""
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False
