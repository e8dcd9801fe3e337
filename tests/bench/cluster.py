"""A whole cluster on one machine: what telephones that register and seats that change cost its control plane.

The nodes are lab switches, each a process of its own; web and worker are processes too, the database is
PostgreSQL. First all telephones register at once, as after a power cut; then some register anew, and some
seats go from ready to busy, at a steady rate. What counts is processor time, by process.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString

from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db
from tests.esl.lab.client import Client
from tests.live.processes import SEATYARD, rtp_range, running, udp_port
from tests.live.waiting import until
from tests.support.databases import Postgres
from tests.support.postgres import binaries, free_port
from tests.support.postgres import running as server

from . import cpu
from .cluster_house import Size, fill, number, telephones
from .whole import connected

SIZE = Size(*map(int, os.environ.get("SEATYARD_BENCH_CLUSTER", "10,1000,100").split(",")))
"""Nodes, tenants, seats of each."""
RATE = float(os.environ.get("SEATYARD_BENCH_RATE", "20"))
"""Registrations, and changes of state, a second, over all nodes."""
MANY = int(RATE * float(os.environ.get("SEATYARD_BENCH_SECONDS", "60")))
PATIENCE = 3600.0
BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
BUSY = "*42"
WAITING = "SELECT count(*) FROM tenants JOIN placements ON tenant_id = id WHERE acked_generation < generation"
CHANGES = "SELECT count(*) FROM seat_state_changes"
REST = 30
"""Seconds in which nothing happens, to be taken off what follows."""
SETTLED = 3.0
"""Seconds in which what has no visible outcome is taken in."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time."""

    web: float
    worker: float
    database: float
    switches: float
    """All lab switches together: no part of the control plane."""

    def __sub__(self, other: Spent) -> Spent:
        pairs = zip(self.all, other.all, strict=True)
        return Spent(*(one - before for one, before in pairs))

    @property
    def all(self) -> tuple[float, ...]:
        return self.web, self.worker, self.database, self.switches


@dataclass(frozen=True, slots=True)
class Phase:
    title: str
    count: int
    """Of what was done."""
    clock: float
    """Seconds until the control plane had taken in the last."""
    spent: Spent


Said = Callable[[Phase], object]


@dataclass(frozen=True, slots=True)
class Measured:
    size: Size
    phases: list[Phase]
    worker: float
    """Megabytes of the worker, at most."""
    web: float
    """Of a web process, at most."""
    lag: float
    """Seconds that events took, p99 of the node that was last."""


def run(said: Said) -> Measured:
    """Tells each phase as it is over, as all take many minutes."""
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    home = Path(tempfile.mkdtemp(prefix="seatyard-bench-"))
    with server(bin_dir) as address, Postgres(home, address).fresh() as url, _up(home, url, said) as cluster:
        phases = asyncio.run(cluster.phases())
        return Measured(SIZE, phases, *cluster.memory(), cluster.lag())


class _Cluster:
    def __init__(self, url: str, ports: list[int], password: str, pids: dict[str, int], said: Said) -> None:
        self._ports, self._password, self._pids, self._said = ports, password, pids, said
        self._connection = connected(url)
        self._postmaster = cpu.parent(self._connection.info.backend_pid)
        self._clock = BEGIN

    async def phases(self) -> list[Phase]:
        async with self._clients() as clients:
            return [
                await self._phase("tenants on nodes that have nothing", SIZE.tenants, self._applied()),
                await self._phase(
                    "telephones register, all at once", SIZE.all_seats, self._registered(clients)
                ),
                await self._phase("a second of rest", REST, self._rest()),
                await self._phase("a telephone registers anew", MANY, self._anew(clients)),
                await self._phase("a seat says that it is busy", MANY, self._busy(clients)),
            ]

    async def _phase(self, title: str, count: int, work: Awaitable[None]) -> Phase:
        before, began = self._spent(), time.monotonic()
        await work
        took = time.monotonic() - began
        found = Phase(title, count, took, self._spent() - before)
        self._said(found)
        return found

    async def _applied(self) -> None:
        await self._until("all tenants are applied", lambda: self._count(WAITING) == 0)

    async def _registered(self, clients: list[Client]) -> None:
        await asyncio.gather(*(_register_all(one, node) for node, one in enumerate(clients)))
        for node, one in enumerate(clients):
            wanted = len(SIZE.domains(node)) * SIZE.seats
            while (there := await _available(one)) < wanted:
                assert there <= wanted
                await asyncio.sleep(1)

    async def _rest(self) -> None:
        await asyncio.sleep(REST)

    async def _anew(self, clients: list[Client]) -> None:
        async for node, address in self._paced():
            assert (await clients[node].api(f"lab register {address}")).startswith("+OK")
        await asyncio.sleep(SETTLED)

    async def _busy(self, clients: list[Client]) -> None:
        """Each by its star code, a call like any other, while the nodes' time goes on."""
        before, passing = self._count(CHANGES), asyncio.create_task(self._pass(clients))
        async for node, address in self._paced():
            assert (await clients[node].api(f"lab call {address} {BUSY}")).startswith("+OK")
        await self._until("all changes are known", lambda: self._count(CHANGES) - before >= MANY)
        passing.cancel()

    async def _paced(self) -> AsyncIterator[tuple[int, str]]:
        """Seats here and there, ``RATE`` a second: the node, and number and domain."""
        began = time.monotonic()
        for at in range(MANY):
            await asyncio.sleep(max(0.0, began + at / RATE - time.monotonic()))
            node = at % SIZE.nodes
            domains = SIZE.domains(node)
            turn = at // SIZE.nodes
            yield node, f"{number(turn // len(domains) % SIZE.seats)}@{domains[turn % len(domains)]}"

    async def _pass(self, clients: list[Client]) -> None:
        while True:
            self._clock += timedelta(seconds=1)
            await asyncio.gather(*(one.api(f"lab pass {self._clock.isoformat()}") for one in clients))
            await asyncio.sleep(1)

    async def _until(self, what: str, true: Callable[[], bool]) -> None:
        over = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < over, f"not in {PATIENCE:g} s: {what}"
            await asyncio.sleep(0.2)

    @asynccontextmanager
    async def _clients(self) -> AsyncIterator[list[Client]]:
        clients = [await Client.connect(port, self._password) for port in self._ports]
        yield clients
        for one in clients:
            await one.close()

    def _spent(self) -> Spent:
        switches = sum(cpu.family(pid) for name, pid in self._pids.items() if name.startswith("fs"))
        return Spent(
            cpu.family(self._pids["web"]),
            cpu.family(self._pids["worker"]),
            cpu.family(self._postmaster),
            switches,
        )

    def _count(self, query: LiteralString) -> int:
        (count,) = self._connection.execute(query).fetchone() or (0,)
        return int(count)

    def memory(self) -> tuple[float, float]:
        """Megabytes at most, of the worker and of the largest web process."""
        webs = map(
            int, Path(f"/proc/{self._pids['web']}/task/{self._pids['web']}/children").read_text().split()
        )
        return _most(self._pids["worker"]), max(map(_most, webs))

    def lag(self) -> float:
        (most,) = self._connection.execute("SELECT max(lag) FROM nodes").fetchone() or (None,)
        return float(most or 0)


async def _register_all(client: Client, node: int) -> None:
    for name in SIZE.domains(node):
        for at in range(SIZE.seats):
            assert (await client.api(f"lab register {number(at)}@{name}")).startswith("+OK")


async def _available(client: Client) -> int:
    return (await client.api("callcenter_config agent list")).count("|Available|")


def _most(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


@contextmanager
def _up(home: Path, url: str, said: Said) -> Iterator[_Cluster]:
    """All processes inside the block, the nodes' last."""
    web, ports = free_port(), [free_port() for _ in range(SIZE.nodes)]
    password, key = secrets.token_urlsafe(12), secrets.token_hex(16)
    (home / "password").write_text(password)
    base = f"http://127.0.0.1:{web}"
    app = create_app(Settings(home=home, database_url=url, secret_key=key, base_url=base))
    with app.app_context():
        fill(SIZE, ports, home / "password")
        db.session.remove()
        db.engine.dispose()
    known = {"HOME": str(home), "DATABASE_URL": url, "BASE_URL": base, "SECRET_KEY": key}
    env = os.environ | {f"SEATYARD_{name}": value for name, value in known.items()}
    pids: dict[str, int] = {}
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> None:
            process = running([SEATYARD, *arguments], home / f"{name}.log", env)
            pids[name] = stack.enter_context(process).pid

        start("web", "serve", "--bind", f"127.0.0.1:{web}")
        for at in range(SIZE.nodes):
            folder, name = home / f"conf{at}", f"fs{at}"
            subprocess.run(
                [SEATYARD, "node", "conf", name, "--out", str(folder), *_places()],
                env=env,
                check=True,
                capture_output=True,
            )
            telephones(SIZE, at, home / f"{name}.yaml")
            lab = ("lab", "run", "--conf", str(folder), "--scenario", str(home / f"{name}.yaml"))
            start(name, *lab, "--log", str(home / f"{name}.calls"), "--clock", BEGIN.isoformat())
        for port in ports:
            until("the Event Socket", lambda port=port: _listens(port), PATIENCE)
        start("worker", "switch", "run")
        yield _Cluster(url, ports, password, pids, said)


def _places() -> list[str]:
    first, last = rtp_range()
    return [
        "--sip-port",
        str(udp_port()),
        "--carrier-port",
        str(udp_port()),
        "--rtp-ports",
        f"{first}-{last}",
    ]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
