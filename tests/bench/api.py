"""Reads of the API at a steady rate, of many tenants on PostgreSQL, against an empty Flask route: the same
gunicorn, the same client, the same run."""

from __future__ import annotations

import math
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seatyard.app import create_app
from seatyard.db import db
from seatyard.resources import folder
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from . import leased, open_loop
from .open_loop import Heard

TENANTS = int(os.environ.get("SEATYARD_BENCH_TENANTS", "1000"))
SECONDS = float(os.environ.get("SEATYARD_BENCH_SECONDS", "30"))
RATE = int(os.environ.get("SEATYARD_BENCH_RATE", "500"))
WORKERS = 2
READS = ("seats", "numbers", "calls", "invoices", "contracts")
WARMED = 3
"""How often each request is asked before, which is not measured: by then all processes have compiled every
statement and read every token, as those have that served a minute ago."""


@dataclass(frozen=True, slots=True)
class Measured:
    title: str
    rate: float
    """Answers a second, until the last one came."""
    p50: float
    p95: float
    p99: float
    """Seconds."""
    errors: dict[int, int]
    """Answers other than 200, by status."""


def run() -> Iterator[Measured]:
    """The empty route, then the mix, then each read by itself for a sixth of the time."""
    with _tenants() as (url, told), _served(url) as port:
        mixed = open_loop.every([[_get(name, read, token) for name, token in told] for read in READS])
        loads = {"an empty Flask route": [open_loop.get("/empty/")], f"{len(READS)} reads mixed": mixed}
        for title, requests in loads.items():
            _heard(port, requests, RATE, max(1.0, WARMED * len(requests) / RATE))
            yield _measured(title, _heard(port, requests, RATE, SECONDS))
        for read in READS:
            requests = [_get(name, read, token) for name, token in told]
            yield _measured(read, _heard(port, requests, RATE, SECONDS / 6))


@contextmanager
def _tenants() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    with (
        tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home,
        server(bin_dir) as address,
        Postgres(Path(home), address).fresh() as url,
    ):
        app = create_app(settings_for(Path(home), url))
        with app.app_context():
            told = leased.fill(TENANTS)
            db.session.remove()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")  # as a database at work has been
            db.engine.dispose()
        yield url, told


@contextmanager
def _served(url: str) -> Iterator[int]:
    with gunicorn(url, "tests.bench.served:create()") as (port, _):
        yield port


@contextmanager
def gunicorn(url: str, application: str) -> Iterator[tuple[int, int]]:
    """The port and the process of gunicorn as ``seatyard serve`` starts it."""
    with tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        config = folder("seatyard_deploy") / "gunicorn.conf.py"
        command = [sys.executable, "-m", "gunicorn", "--config", str(config), "--workers", str(WORKERS)]
        command += ["--bind", f"127.0.0.1:{port}", application]
        known = {
            "SEATYARD_HOME": home,
            "SEATYARD_DATABASE_URL": url,
            "SEATYARD_BASE_URL": "http://127.0.0.1:1",
        }
        process = subprocess.Popen(command, env={**os.environ, **known})
        try:
            _answers(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(60)


def _answers(port: int) -> None:
    """Wait for it."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("gunicorn does not answer")


def _heard(port: int, requests: Sequence[bytes], rate: int, seconds: float) -> Heard:
    """By a process of its own: what it computes waits for nobody here."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(open_loop.ask, (port, requests, rate, seconds))


def _get(name: str, read: str, token: str) -> bytes:
    return open_loop.get(f"/api/v1/tenants/{name}/{read}", token)


def _measured(title: str, heard: Heard) -> Measured:
    times = sorted(heard.seconds)
    p50, p95, p99 = (times[math.ceil(len(times) * part / 100) - 1] for part in (50, 95, 99))
    errors = {status: many for status, many in heard.statuses.items() if status != 200}
    return Measured(title, len(times) / heard.lasted, p50, p95, p99, errors)
