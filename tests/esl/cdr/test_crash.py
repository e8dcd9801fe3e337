"""kill -9 of the web process in the middle of a burst: what was answered 200 is there, nothing twice."""

from __future__ import annotations

import base64
import http.client
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import CdrRecord, Node
from seatyard.db import db, snapshot
from seatyard.identity.nodes import token_for
from tests.support import captures
from tests.support.postgres import free_port
from tests.support.processes import running, until

RECORDS, SENDERS, KILLS = 600, 12, 3


class Burst:
    """Senders that post every record until it is answered 200, as a node does with its retries."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        login = base64.b64encode(f"fs1:{token}".encode()).decode()
        self.headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        self.template = orjson.loads(captures.bodies("call-answered")[0])
        self.answered: list[str] = []
        self.left = iter(range(RECORDS))
        self.lock = threading.Lock()

    def send(self) -> None:
        while (uuid := self._next()) is not None:
            while not self.post(uuid):
                pass
            self.answered.append(uuid)

    def post(self, uuid: str) -> bool:
        body = orjson.dumps({**self.template, "variables": {**self.template["variables"], "uuid": uuid}})
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("POST", "/switch/fs1/cdr", body, self.headers)
                return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def _next(self) -> str | None:
        with self.lock:
            at = next(self.left, None)
        return None if at is None else f"u-{at:04}"


def _until_answered(burst: Burst, many: int) -> None:
    until(lambda: len(burst.answered) >= many, lambda: f"{many} answers")


def _kill_workers(master: int) -> set[int]:
    workers = {int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()}
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    return workers


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_was_answered_is_there_once(app: Flask, node: Node, tmp_path: Path) -> None:
    port = free_port()
    burst = Burst(port, token_for("fs1", app.config["SECRET_KEY"]))
    serve = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"]
    with running(app, tmp_path, *serve) as web:
        until(lambda: burst.post("first"), lambda: f"an answer\n{web.output}")
        with ThreadPoolExecutor(SENDERS) as senders:
            sent = [senders.submit(burst.send) for _ in range(SENDERS)]
            killed = set[int]()
            for kill in range(1, KILLS + 1):
                _until_answered(burst, kill * RECORDS // (KILLS + 2))
                killed |= _kill_workers(web.process.pid)
                answered = set(burst.answered)
                assert answered <= kept()
            for one in sent:
                one.result()
        assert len(killed) >= KILLS
    with snapshot():
        rows = db.session.scalar(select(func.count()).select_from(CdrRecord))
    wanted = {f"u-{at:04}" for at in range(RECORDS)}
    assert (set(burst.answered), kept() - {"first"}, rows) == (wanted, wanted, RECORDS + 1)


def kept() -> set[str]:
    with snapshot():
        return set(db.session.scalars(select(CdrRecord.uuid)))
