"""Call records posted over HTTP to one web process, each over a connection of its own, as a node does."""

from __future__ import annotations

import base64
import http.client
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask

from seatyard.identity.nodes import token_for
from tests.live.processes import SEATYARD, running
from tests.support.postgres import free_port

from .cpu import Spent, family, spent

SENDERS = 32
"""Legs that end at once."""


def to_seatyard(
    app: Flask, home: Path, records: Sequence[bytes], postmaster: int
) -> tuple[int, Spent, float]:
    """How many were taken in, what it took, and the processor seconds of the senders, which are left out."""
    settings = app.extensions["settings"]
    env = {
        "SEATYARD_HOME": str(home),
        "SEATYARD_DATABASE_URL": settings.database_url,
        "SEATYARD_SECRET_KEY": settings.secret_key,
    }
    post = Poster(settings.secret_key)
    with served([SEATYARD, "serve"], home, env, post, records[0]) as pid:
        return _timed(post, records[1:], pid, postmaster)


def to_nobody(home: Path, records: Sequence[bytes], postmaster: int) -> tuple[int, Spent, float]:
    """The same posts to an application that reads them and answers 200, under gunicorn as it comes."""
    post = Poster("")
    alone = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"]
    with served([*alone, "tests.bench.posting:nothing"], home, {}, post, records[0]) as pid:
        return _timed(post, records[1:], pid, postmaster)


def nothing(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    environ["wsgi.input"].read()  # type: ignore[attr-defined]
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


class Poster:
    """Posts a record, and gives the status."""

    def __init__(self, secret_key: str) -> None:
        self.port = free_port()
        login = base64.b64encode(f"fs1:{token_for('fs1', secret_key)}".encode()).decode()
        self.headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

    def __call__(self, raw: bytes) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("POST", "/switch/fs1/cdr", raw, self.headers)
            return connection.getresponse().status


@contextmanager
def served(
    command: Sequence[str], home: Path, env: dict[str, str], post: Poster, first: bytes
) -> Iterator[int]:
    bound = [*command, "--bind", f"127.0.0.1:{post.port}", "--workers", "1"]
    with running(bound, home / "web.log", os.environ | env) as web:
        end = time.monotonic() + 60
        while not _up(post, first):
            assert time.monotonic() < end, "the web process does not answer"
            time.sleep(0.05)
        yield web.pid


def _up(post: Poster, first: bytes) -> bool:
    try:
        return post(first) == 200
    except OSError:
        return False


def _timed(post: Poster, records: Sequence[bytes], pid: int, postmaster: int) -> tuple[int, Spent, float]:
    own = time.process_time()
    with ThreadPoolExecutor(SENDERS) as senders:
        statuses, took = spent(lambda: list(senders.map(post, records)), lambda: family(pid), postmaster)
    assert set(statuses) == {200}, set(statuses)
    return len(statuses), took, time.process_time() - own
