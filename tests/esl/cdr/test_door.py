"""The web process as a node sees it: posts wait for their commit without a thread, however they arrive."""

from __future__ import annotations

import base64
import http.client
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, text

from esl.cdr.door import CdrDoor
from esl.models import CdrRecord, Node
from seatyard import findings
from seatyard.db import db, snapshot
from seatyard.identity.nodes import token_for
from tests.support.postgres import free_port
from tests.support.processes import Process, running, until

THREADS = 2


def record(uuid: str, **more: object) -> bytes:
    return orjson.dumps({"variables": {"uuid": uuid, **more}})


def answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    with closing(connection):
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status, dict(response.headers.items()), response.read()


class Web:
    """A running web process, and what a node of it sends."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        login = base64.b64encode(f"fs1:{token}".encode()).decode()
        self.headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

    def raw(self, body: bytes, *, path: str = "/switch/fs1/cdr", length: bool = True, **more: str) -> bytes:
        headers = {"Host": "x", **self.headers, **{name.replace("_", "-"): it for name, it in more.items()}}
        if length:
            headers.setdefault("Content-Length", str(len(body)))
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode() + body

    def begin(self, *pieces: bytes) -> socket.socket:
        """A connection over which these segments went."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        return connection

    def send(self, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
        """The answer to what comes in these segments."""
        return answer(self.begin(*pieces))

    def healthy(self) -> bool:
        return self.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0] == 200

    def post(self, body: bytes) -> int:
        return self.send(self.raw(body))[0]


@contextmanager
def serving(app: Flask, folder: Path) -> Iterator[tuple[Web, Process]]:
    web = Web(free_port(), token_for("fs1", app.config["SECRET_KEY"]))
    serve = ["serve", "--bind", f"127.0.0.1:{web.port}", "--workers", "1", "--threads", str(THREADS)]
    with running(app, folder, *serve) as process:

        def up() -> bool:
            try:
                return web.healthy()
            except OSError:
                return False

        until(up, lambda: f"an answer\n{process.output}")
        yield web, process


@pytest.fixture
def web(app: Flask, node: Node, tmp_path: Path) -> Iterator[Web]:
    with serving(app, tmp_path) as (web, _):
        yield web


def kept() -> list[str]:
    with snapshot():
        return list(db.session.scalars(select(CdrRecord.uuid).order_by(CdrRecord.uuid)))


def counted() -> dict[tuple[str, str], int]:
    with snapshot():
        return {(one.kind, one.key): one.count for one in findings.still_open()}


def test_a_post_is_answered_after_the_commit(web: Web) -> None:
    status, headers, body = web.send(web.raw(record("u-1"), path="/switch/fs1/cdr?uuid=u-1"))
    assert (status, orjson.loads(body)) == (200, {"record": "stored"})
    assert (headers["Content-Type"], headers["Connection"]) == ("application/json", "close")
    assert headers["Date"].endswith("GMT")
    assert kept() == ["u-1"]
    assert orjson.loads(web.send(web.raw(record("u-1")))[2]) == {"record": "known"}
    assert orjson.loads(web.send(web.raw(record("u-1", billusec="9")))[2]) == {"record": "conflict"}
    assert (kept(), counted()) == (["u-1"], {("cdr_conflict", "fs1/u-1/a"): 1})


def test_the_uuid_of_the_address_names_what_does_not_name_itself(web: Web) -> None:
    assert web.send(web.raw(b'{"variables": null}', path="/switch/fs1/cdr?a=b?uuid=u-9"))[0] == 200
    assert web.send(web.raw(record("own"), path="/switch/fs1/cdr?uuid=other"))[0] == 200
    assert (kept(), counted()) == (["own", "u-9"], {("cdr_uuid_differs", "fs1/own/a"): 1})


def ways(web: Web) -> dict[str, list[bytes]]:
    """Segments of a post by what is odd about it; the record's uuid is the way."""

    def whole(way: str, **more: str) -> bytes:
        return web.raw(record(way), **more)

    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(record("chunked")), record("chunked"))
    slowly = whole("byte by byte")
    cut = whole("cut").index(b"\r\n\r\n") + 4
    return {
        "whole": [whole("whole")],
        "byte by byte": [slowly[at : at + 1] for at in range(len(slowly))],
        "head first": [whole("head first")[:cut], record("head first")],
        "cut": [whole("cut")[: cut + 5], whole("cut")[cut + 5 :]],
        "chunked": [web.raw(chunked, length=False, Transfer_Encoding="chunked")],
        "large": [web.raw(record("large", much="x" * 300_000))],
        "like a length": [whole("like a length", X_Content_Length="3")],
        "HTTP 1.0": [whole("HTTP 1.0").replace(b"HTTP/1.1", b"HTTP/1.0")],
        "lower case": [whole("lower case").replace(b"Content-Length", b"content-length")],
        "encoded": [whole("encoded").replace(b"/fs1/", b"/%66s1/")],
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_however_it_comes(web: Web) -> None:
    for way, pieces in ways(web).items():
        assert (way, web.send(*pieces)[0]) == (way, 200)
    assert (kept(), counted()) == (sorted(ways(web)), {})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_waits_to_be_asked_for_the_body_is_asked(web: Web) -> None:
    head, body = web.raw(b"", Content_Length=str(len(record("u-1"))), Expect="100-continue"), record("u-1")
    with closing(socket.create_connection(("127.0.0.1", web.port), timeout=30)) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert kept() == ["u-1"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_is_said_and_counted_once(app: Flask, web: Web) -> None:
    good = web.headers["Authorization"]
    gone = f"gone:{token_for('gone', app.config['SECRET_KEY'])}"
    refused = {
        401: web.raw(record("a"), Authorization=good[:-8] + "AAAAAAA="),
        400: web.raw(b"{", path="/switch/fs1/cdr?uuid=b"),
        413: web.raw(b"", path="/switch/fs1/cdr?uuid=c", Content_Length="5000000") + b"x" * 5_000_000,
        404: web.raw(
            record("d"),
            path="/switch/gone/cdr",
            Authorization="Basic " + base64.b64encode(gone.encode()).decode(),
        ),
    }
    for status, raw in refused.items():
        said, headers, body = web.send(raw)
        assert (said, set(orjson.loads(body))) == (status, {"error"})
        assert status != 401 or headers["WWW-Authenticate"] == 'Basic realm="seatyard"'
    assert kept() == []
    assert counted() == {
        ("node_auth_refused", "fs1"): 1,
        ("cdr_not_json", "fs1/b"): 1,
        ("cdr_too_large", "fs1/c"): 1,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_length_said_twice_or_wrongly_is_refused(web: Web) -> None:
    said = f"\r\nContent-Length: {len(record('u-1'))}".encode()
    raw = web.raw(record("u-1"))
    more = (b"\r\nContent-Length: 3", said, b"\r\nTransfer-Encoding: chunked", b"x")
    for wrong in (said + one for one in more):
        assert (wrong, web.send(raw.replace(said, wrong))[0]) == (wrong, 400)
    assert kept() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_says_nothing_or_half_of_it_keeps_nobody_waiting(web: Web) -> None:
    raw = web.raw(record("u-1"))
    idle = [socket.create_connection(("127.0.0.1", web.port), timeout=30) for _ in range(5 * THREADS)]
    for at, connection in enumerate(idle):
        connection.sendall(raw[: len(raw) - 1 - at] if at % 2 else b"")
    assert web.post(record("u-2")) == 200
    for connection in idle:
        connection.close()
    assert web.post(record("u-3")) == 200
    assert kept() == ["u-2", "u-3"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_posts_that_wait_for_the_database_leave_the_threads_to_others(web: Web) -> None:
    db.session.execute(text("LOCK TABLE cdr_records IN ACCESS EXCLUSIVE MODE"))
    posts = [web.begin(web.raw(record(f"u-{at:02}"))) for at in range(15 * THREADS)]
    until(_somebody_waits_for_the_table, lambda: "a writer at the lock")
    assert web.healthy()
    db.session.rollback()
    assert [answer(post)[0] for post in posts] == [200] * len(posts)
    assert kept() == [f"u-{at:02}" for at in range(len(posts))]


def _somebody_waits_for_the_table() -> bool:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'cdr_records'::regclass")
    return bool(db.session.scalar(waiting))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_table_that_is_not_there_is_503_and_the_node_may_come_again(web: Web) -> None:
    db.session.execute(text("ALTER TABLE cdr_records RENAME TO away"))
    db.session.commit()
    status, headers, body = web.send(web.raw(record("u-1", caller="secret")))
    assert (status, headers["Retry-After"]) == (503, "2")
    assert b"secret" not in body
    db.session.execute(text("ALTER TABLE away RENAME TO cdr_records"))
    db.session.commit()
    assert web.post(record("u-1")) == 200
    assert kept() == ["u-1"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_waits_when_the_process_is_asked_to_end_is_kept_and_answered(
    app: Flask, node: Node, tmp_path: Path
) -> None:
    with serving(app, tmp_path) as (web, process):
        db.session.execute(text("LOCK TABLE cdr_records IN ACCESS EXCLUSIVE MODE"))
        posts = [web.begin(web.raw(record(f"u-{at}"))) for at in range(8)]
        until(_somebody_waits_for_the_table, lambda: "a writer at the lock")
        page = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
        assert not _stopping(page)  # and those that came before it have been heard
        process.process.terminate()
        until(lambda: _stopping(page), lambda: "a stop")
        db.session.rollback()
        assert [answer(post)[0] for post in posts] == [200] * 8
        assert process.end() == 0
    assert kept() == [f"u-{at}" for at in range(8)]


def _stopping(page: http.client.HTTPConnection) -> bool:
    """A process that is about to end says so to who comes again."""
    page.request("GET", "/healthz")
    said = page.getresponse()
    said.read()
    return said.headers["Connection"] == "close"


def test_the_door_is_for_posts_of_records_alone(app: Flask) -> None:
    door = CdrDoor(app)
    for target in (b"GET /switch/fs1/cdr", b"POST /switch/fs1/cdrs", b"POST /switch/fs1/cdr/", b"POST /"):
        assert not door.takes(target + b" HTTP/1.1")
    assert door.takes(b"POST /switch/fs1/cdr?uuid=1 HTTP/1.1")
