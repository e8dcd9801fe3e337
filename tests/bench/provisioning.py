"""From a tenant's commit to the node's acknowledgement, with a thousand tenants on the node.

The node is a real FreeSWITCH where ``SEATYARD_FREESWITCH`` names one, else the lab switch, in a process of
its own; web and worker are processes too, the database is PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask

from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, QueueFactory, QueueSeatFactory, SeatFactory
from tests.live.processes import SEATYARD, rtp_range, running, udp_port
from tests.live.waiting import until
from tests.support.databases import Postgres
from tests.support.postgres import binaries, free_port
from tests.support.postgres import running as server

from .whole import connected

TENANTS, SEATS, CHANGES = 1000, 10, 40
PATIENCE = 300.0
"""Seconds for the node to take in all tenants at first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What it took, in seconds."""

    switch: str
    first: float
    """All tenants, on a node that has nothing."""
    median: float
    slowest: float


def run() -> Measured:
    """Bring the tenants on, then change one after the other."""
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    home = Path(tempfile.mkdtemp(prefix="seatyard-bench-"))
    with server(bin_dir) as address, Postgres(home, address).fresh() as url, _house(home, url) as switch:
        with connected(url) as connection:
            began = time.monotonic()
            until("all are acknowledged", lambda: _waiting(connection) == 0, PATIENCE)
            first = time.monotonic() - began
            took = [_change(connection, 1 + at * (TENANTS // CHANGES)) for at in range(CHANGES)]
        return Measured(switch, first, statistics.median(took), max(took))


@contextmanager
def _house(home: Path, url: str) -> Iterator[str]:
    web, control = free_port(), free_port()
    (home / "password").write_text(secrets.token_urlsafe(12))
    key = secrets.token_hex(16)
    base = f"http://127.0.0.1:{web}"
    settings = Settings(home=home, database_url=url, secret_key=key, base_url=base)
    env = os.environ | {
        "SEATYARD_HOME": str(home),
        "SEATYARD_DATABASE_URL": url,
        "SEATYARD_BASE_URL": base,
        "SEATYARD_SECRET_KEY": key,
    }
    _furnish(create_app(settings), control, home / "password")
    first, last = rtp_range()
    ports = [
        "--sip-port",
        str(udp_port()),
        "--carrier-port",
        str(udp_port()),
        "--rtp-ports",
        f"{first}-{last}",
    ]
    binary = os.environ.get("SEATYARD_FREESWITCH", "")
    with ExitStack() as stack:

        def start(name: str, *command: str) -> None:
            stack.enter_context(running(list(command), home / f"{name}.log", env))

        start("conf", SEATYARD, "node", "conf", "fs1", "--out", str(home / "conf"), *ports)
        until("the folder", lambda: (home / "conf/directory/tenants.xml").exists(), 120)
        start("web", SEATYARD, "serve", "--bind", f"127.0.0.1:{web}")
        if binary:
            start("switch", binary, *_places(home))
        else:
            (home / "scenario.yaml").write_text("{}")
            start(
                "switch",
                SEATYARD,
                "lab",
                "run",
                "--conf",
                str(home / "conf"),
                "--scenario",
                str(home / "scenario.yaml"),
                "--log",
                str(home / "calls"),
                "--clock",
                "2026-03-01T00:00:00+00:00",
            )
        start("worker", SEATYARD, "switch", "run")
        yield "FreeSWITCH" if binary else "the lab switch"


def _places(home: Path) -> list[str]:
    places = ["-nonat", "-nf", "-nc", "-np", "-conf", str(home / "conf")]
    for kind in ("log", "db", "run", "recordings", "storage", "temp", "cache"):
        (home / kind).mkdir()
        places += [f"-{kind}", str(home / kind)]
    return places


def _furnish(app: Flask, port: int, password: Path) -> None:
    with app.app_context():
        node = NodeFactory(name="fs1", host="127.0.0.1", port=port, password_file=str(password))
        for _ in range(TENANTS):
            queue = QueueFactory()
            for at in range(SEATS):
                seat = SeatFactory(tenant=queue.tenant, number=str(1001 + at))
                QueueSeatFactory(queue=queue, seat=seat)
            PlacementFactory(tenant=queue.tenant, node=node)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _waiting(connection: psycopg.Connection) -> int:
    query = (
        "SELECT count(*) FROM tenants JOIN placements ON tenant_id = tenants.id"
        " WHERE acked_generation < generation"
    )
    (count,) = connection.execute(query).fetchone() or (0,)
    return int(count)


def _change(connection: psycopg.Connection, tenant: int) -> float:
    """Seconds from the commit of a longer wrap-up to the acknowledgement."""
    with connection.transaction():
        connection.execute("UPDATE queues SET wait_limit = wait_limit + 1 WHERE tenant_id = %s", (tenant,))
        connection.execute("UPDATE tenants SET generation = generation + 1 WHERE id = %s", (tenant,))
    began = time.monotonic()
    while _waiting(connection):
        time.sleep(0.002)
    return time.monotonic() - began
