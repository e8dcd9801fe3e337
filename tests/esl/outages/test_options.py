"""OPTIONS over UDP against scripted answerers on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import gevent
import pytest
from gevent import socket

from esl.outages.options import Answer, ask

Says = Callable[[bytes, int], "bytes | None"]
"""What is said to a request, the how-many-eth it is."""


@contextmanager
def answering(says: Says, family: int = socket.AF_INET) -> Iterator[tuple[str, int, list[bytes]]]:
    heard: list[bytes] = []
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))

        def serve() -> None:
            while True:
                data, sender = sock.recvfrom(65535)
                heard.append(data)
                if (answer := says(data, len(heard))) is not None:
                    sock.sendto(answer, sender)

        server = gevent.spawn(serve)
        try:
            yield *sock.getsockname()[:2], heard
        finally:
            server.kill()


def answer(status: str) -> Says:
    def says(request: bytes, count: int) -> bytes:
        via = next(line for line in request.split(b"\r\n") if line.startswith(b"Via:"))
        return b"SIP/2.0 " + status.encode() + b"\r\n" + via + b"\r\nContent-Length: 0\r\n\r\n"

    return says


@pytest.mark.parametrize(
    ("status", "ok"),
    [("200 OK", True), ("403 Forbidden", True), ("503 System Paused", False), ("500 ", False)],
)
def test_any_answer_but_a_servers_fault_is_service(status: str, ok: bool) -> None:
    with answering(answer(status)) as (host, port, _):
        assert ask(host, port) == Answer(ok, status.strip())


def test_the_request_is_whole() -> None:
    with answering(answer("200 OK")) as (host, port, heard):
        ask(host, port)
    head, _, body = heard[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == f"OPTIONS sip:127.0.0.1:{port} SIP/2.0"
    assert body == b""
    names = {line.partition(":")[0] for line in lines[1:]}
    assert {"Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Content-Length"} <= names
    assert len({ask_id(one) for one in heard}) == len(heard)


def ask_id(request: bytes) -> bytes:
    return next(line for line in request.split(b"\r\n") if line.startswith(b"Call-ID"))


def test_a_lost_datagram_is_sent_again() -> None:
    with answering(lambda request, count: answer("200 OK")(request, count) if count == 2 else None) as (
        host,
        port,
        heard,
    ):
        assert ask(host, port).ok
        assert heard[0] == heard[1]


def test_silence_ends_in_time() -> None:
    with answering(lambda request, count: None) as (host, port, heard):
        assert ask(host, port, limit=0.7) == Answer(False, "no answer in 0.7 s")
        assert len(heard) == 2


def test_nobody_listens() -> None:
    with answering(answer("200 OK")) as (host, port, _):
        pass
    assert ask(host, port) == Answer(False, "Connection refused")


@pytest.mark.parametrize(
    "noise",
    [b"", b"\r\n\r\n", b"SIP/2.0 200 OK\r\nVia: another's\r\n\r\n", b"\xff" * 100, b"SIP/2.0 999 OK\r\n\r\n"],
)
def test_what_is_no_answer_to_it_is_passed_over(noise: bytes) -> None:
    with answering(lambda request, count: noise) as (host, port, _):
        assert ask(host, port, limit=0.3) == Answer(False, "no answer in 0.3 s")


def test_a_provisional_answer_is_not_the_last_word() -> None:
    def says(request: bytes, count: int) -> bytes:
        return answer("100 Trying" if count == 1 else "200 OK")(request, count)

    with answering(says) as (host, port, _):
        assert ask(host, port) == Answer(True, "200 OK")


def test_ipv6() -> None:
    with answering(answer("200 OK"), socket.AF_INET6) as (host, port, heard):
        assert ask(host, port).ok
    assert heard[0].startswith(f"OPTIONS sip:[::1]:{port} SIP/2.0".encode())
