"""The proxies do what they stand for."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .loop import Loop
from .posts import PostProxy
from .proxy import HOST, Proxy

BODY = b'{"variables":{"channel_name":"sofia/external/1@a"}}'
POST = b"POST /switch/fs1/cdr?uuid=u1 HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Sink:
    """Answers each piece that comes with the same words, and keeps it."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.came: list[bytes] = []
        self.changed = threading.Condition()
        self._socket = socket.create_server((HOST, 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                talk, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(talk,), daemon=True).start()

    def _serve(self, talk: socket.socket) -> None:
        with talk:
            try:
                while piece := talk.recv(65536):
                    with self.changed:
                        self.came.append(piece)
                        self.changed.notify_all()
                    talk.sendall(self.answer)
            except OSError:
                return

    def close(self) -> None:
        self._socket.close()

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.came) >= count, 20)


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as loop:
        yield loop


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink(b"yes")
    yield sink
    sink.close()


@contextmanager
def talking(proxy: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection((HOST, proxy.port), 20) as talk:
        yield talk


def asked(talk: socket.socket, words: bytes = b"well?") -> bytes:
    talk.sendall(words)
    return talk.recv(65536)


def silent(talk: socket.socket, seconds: float = 0.2) -> bool:
    talk.settimeout(seconds)
    try:
        return bool(talk.recv(1)) and False
    except TimeoutError:
        return True
    finally:
        talk.settimeout(20)


def test_it_passes_on_both_ways(loop: Loop, sink: Sink) -> None:
    with talking(Proxy(loop, sink.port, "test")) as talk:
        assert asked(talk) == b"yes"
    assert sink.came == [b"well?"]


def test_cut_breaks_what_is_there_and_lets_nothing_in(loop: Loop, sink: Sink) -> None:
    proxy = Proxy(loop, sink.port, "test")
    with talking(proxy) as before:
        assert asked(before) == b"yes"
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            before.recv(1)
        with pytest.raises(ConnectionResetError), talking(proxy) as meanwhile:
            asked(meanwhile)
        proxy.heal()
        with talking(proxy) as after:
            assert asked(after) == b"yes"


def test_stalled_words_arrive_afterwards(loop: Loop, sink: Sink) -> None:
    proxy = Proxy(loop, sink.port, "test")
    with talking(proxy) as talk:
        assert asked(talk) == b"yes"
        proxy.stall()
        talk.sendall(b"again?")
        assert silent(talk)
        proxy.heal()
        assert talk.recv(10) == b"yes"
    assert b"".join(sink.came) == b"well?again?"


def test_half_open_stays_up_and_says_nothing(loop: Loop, sink: Sink) -> None:
    proxy = Proxy(loop, sink.port, "test")
    with talking(proxy) as before, talking(proxy) as after:
        assert asked(before) == b"yes"
        proxy.half_open()
        before.sendall(b"still there?")
        assert silent(before)
        proxy.heal()
        assert silent(before)
        after.close()
        with talking(proxy) as anew:
            assert asked(anew) == b"yes"


def test_slow_answers_come_in_their_order(loop: Loop, sink: Sink) -> None:
    proxy = Proxy(loop, sink.port, "test")
    with talking(proxy) as talk:
        assert asked(talk) == b"yes"
        proxy.slow_down(0.4)
        talk.sendall(b"now?")
        assert silent(talk)
        assert talk.recv(10) == b"yes"


def test_posts_are_repeated(loop: Loop, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.chaos.posts.LATER", 0.1)
    sink.answer = ANSWER
    proxy = PostProxy(loop, sink.port, "test", random.Random(1))
    proxy.repeat()
    with talking(proxy) as talk:
        for _ in range(6):
            assert asked(talk, POST) == ANSWER
    assert 0 < proxy.repeated < 6
    sink.wait_for(6 + proxy.repeated)
    assert sink.came.count(POST) == 6


def test_a_swallowed_post_is_named(loop: Loop, sink: Sink) -> None:
    proxy = PostProxy(loop, sink.port, "test", random.Random(1))
    proxy.swallow(1)
    with talking(proxy) as talk:
        for half in (POST[:50], POST[50:]):
            talk.sendall(half)
        assert talk.recv(100).startswith(b"HTTP/1.1 200")
        assert proxy.swallowed == ["u1"]
        assert sink.came == []
