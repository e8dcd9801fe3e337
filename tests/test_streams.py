"""Streams: who keeps up is sent everything, who does not is cut off, and nobody is waited for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete

from esl.board import hub, reading
from esl.board.hub import MOST_OF_ONE, Viewer
from esl.board.models import Board
from seatyard.db import db, transaction
from seatyard.errors import TooMany
from seatyard.web.streams import BEHIND, Direct, Sink, Threaded, event
from tests.factories import TenantFactory


def test_a_direct_reader_gets_what_is_sent() -> None:
    ours, theirs = socket.socketpair()
    sink = Direct(ours)
    assert sink.send(event("change", b"{}", 7))
    assert theirs.recv(100) == b"id: 7\nevent: change\ndata: {}\n\n"
    theirs.close()
    assert not sink.send(b"more")
    sink.close()


def test_a_slow_reader_is_cut_off_and_never_waited_for() -> None:
    ours, theirs = socket.socketpair()
    sink, sent, began = Direct(ours), 0, time.monotonic()
    while sink.send(b"x" * 65536):
        sent += 1
        assert sent < 1000
    assert sent * 65536 >= BEHIND
    assert time.monotonic() - began < 5
    sink.close()
    theirs.close()


def test_a_thread_reads_until_the_end() -> None:
    sink, pieces = Threaded(), list[bytes]()
    reader = threading.Thread(target=lambda: pieces.extend(sink.read()))
    reader.start()
    assert sink.send(b"a")
    assert sink.send(b"")
    while not pieces:
        time.sleep(0.01)
    sink.close()
    reader.join(10)
    assert pieces[0] == b"a"
    assert not sink.send(b"b")


class Kept(Sink):
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.over = False

    def send(self, piece: bytes) -> bool:
        self.pieces += [piece] if piece else []
        return not self.over

    def close(self) -> None:
        self.over = True

    @property
    def said(self) -> bytes:
        return b"".join(self.pieces)


def wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def tenant_id(app: Flask) -> int:
    tenant = TenantFactory(name="acme")
    db.session.commit()
    found: int = tenant.id
    db.session.remove()
    return found


def test_who_looks_is_told_and_counted(app: Flask, tenant_id: int) -> None:
    boards, sink, may = hub.of(app), Kept(), [True]
    boards.open(Viewer(tenant_id, "1", "t", sink, lambda: may[0]))
    wait(lambda: b"event: all" in sink.said and b'"age":null' in sink.said)
    with transaction():
        assert db.session.get_one(Board, tenant_id).wanted_until is not None
    may[0] = False
    boards._still_at = 0
    wait(lambda: sink.over)
    assert b"event: end" in sink.said
    wait(lambda: len(boards) == 0)


def test_a_board_that_begins_anew_is_sent_whole(app: Flask, tenant_id: int) -> None:
    boards, sink = hub.of(app), Kept()
    reading.want(tenant_id)
    with transaction():
        db.session.get_one(Board, tenant_id).version = 9
    boards.open(Viewer(tenant_id, "1", "t", sink, lambda: True, version=3))
    wait(lambda: b"id: 9\nevent: change" in sink.said)
    with transaction():
        db.session.execute(delete(Board))
    boards._want_at = 0
    wait(lambda: b"id: 0\nevent: all" in sink.said)
    sink.over = True
    wait(lambda: len(boards) == 0)


def test_one_person_has_so_many(app: Flask, tenant_id: int) -> None:
    boards, sinks = hub.of(app), [Kept() for _ in range(MOST_OF_ONE)]
    for sink in sinks:
        boards.must_have_room("1")
        boards.open(Viewer(tenant_id, "1", "t", sink, lambda: True))
    with pytest.raises(TooMany, match="too often"):
        boards.must_have_room("1")
    boards.must_have_room("2")
    for sink in sinks:
        sink.over = True
    wait(lambda: len(boards) == 0)
