"""A scripted Event Socket server on the loopback, for tests of the client's side.

It runs on gevent's own sockets in the test's hub, so nothing is monkey-patched:
the server's greenlets run whenever the client under test waits.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gevent.pool import Group
from gevent.server import StreamServer

from esl.session import Address, Event, LinkLost

CAPTURES = Path(__file__).parents[1] / "captures"
PASSWORD = "ClueCon"
BANNER = b"Content-Type: auth/request\n\n"
GOODBYE = (
    b"Content-Type: text/disconnect-notice\nContent-Length: 67\n\n"
    b"Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
)
CORE = "b655a869-b292-40fb-ba43-f604079bfa06"


def capture(name: str) -> bytes:
    """The bytes that a real FreeSWITCH 1.11.1 sent, from tests/captures/."""
    plain = CAPTURES / name
    return plain.read_bytes() if plain.exists() else gzip.decompress(Path(f"{plain}.gz").read_bytes())


def body_of(name: str) -> str:
    """The body of a captured api/response."""
    return capture(name).split(b"\n\n", 1)[1].decode()


def frames_of(data: bytes) -> Iterator[bytes]:
    """A recording cut into its frames, each word for word."""
    while data:
        head, _, rest = data.partition(b"\n\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        size = int(length.group(1)) if length else 0
        yield head + b"\n\n" + rest[:size]
        data = rest[size:]


def recorded(name: str) -> list[Event]:
    """The events of one recorded connection (``tests/captures/esl``)."""
    frames = frames_of(capture(f"esl/{name}.json.rx"))
    return [Event.parse(one.split(b"\n\n", 1)[1]) for one in frames if b"text/event-json" in one]


def reply(text: str) -> bytes:
    return f"Content-Type: command/reply\nReply-Text: {text}\n\n".encode()


def event(body: dict[str, Any] | bytes) -> bytes:
    """An event frame as ``event json`` sends it."""
    if isinstance(body, dict):
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return b"Content-Length: %d\nContent-Type: text/event-json\n\n" % len(body) + body


class Peer:
    """One accepted connection, seen from the server."""

    def __init__(self, sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self._file = sock.makefile("rb")
        self.commands: list[str] = []

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def command(self) -> str:
        """The next command, up to its blank line; EOFError when the client has gone."""
        lines = []
        while line := self._file.readline().decode():
            if line != "\n":
                lines.append(line.rstrip("\n"))
            elif lines:
                self.commands.append("\n".join(lines))
                return self.commands[-1]
        raise EOFError

    def login(self) -> None:
        """Banner and password, as a real switch takes them."""
        self.send(BANNER)
        assert self.command() == f"auth {PASSWORD}"
        self.send(reply("+OK accepted"))

    def subscription(self) -> str:
        """Log the client in and take its ``event json …``; answers the words of it."""
        self.login()
        words = self.command()
        assert words.startswith("event json ")
        self.send(reply("+OK event listener enabled json"))
        return words.removeprefix("event json ")

    def close(self) -> None:
        self._file.close()
        self.sock.close()


class Switch:
    """A well-behaved switch: logs in, takes subscriptions, runs background jobs, sends events.

    ``answers`` maps an API command to its text, or is a function of it; ``core`` and
    ``clock`` (epoch microseconds) are what its events carry.
    """

    def __init__(self) -> None:
        self.core = CORE
        self.clock = 1_795_303_549_294_216
        self.answers: Callable[[str], str | None] = EMPTY.get
        self.subscribed: list[tuple[Peer, str]] = []
        self.ran: list[str] = []
        self.asked: list[str] = []
        """Commands other than those of background jobs, after the first subscription of each connection."""

    def __call__(self, peer: Peer) -> None:
        words = peer.subscription()
        self.subscribed.append((peer, words))
        while True:
            command, _, job = peer.command().partition("\nJob-UUID: ")
            if not job:
                self.asked.append(command)
                peer.send(reply("+OK event listener enabled json"))
                continue
            peer.send(reply(f"+OK Job-UUID: {job}"))
            peer.send(self.job(job, command.removeprefix("bgapi ")))

    def job(self, job: str, command: str) -> bytes:
        self.ran.append(command)
        text = self.answers(command)
        if text is None:
            text = f"-ERR {command.split()[0]} Command not found!\n"
        return event(self.made("BACKGROUND_JOB", **{"Job-UUID": job, "_body": text}))

    def made(self, name: str, **headers: Any) -> dict[str, Any]:
        """An event's headers, of this core and time."""
        return {
            "Event-Name": name,
            "Core-UUID": self.core,
            "Event-Date-Timestamp": str(self.clock),
            **headers,
        }

    def tell(self, name: str, **headers: Any) -> None:
        """Send an event to every connection that asked for more than job results."""
        for peer, words in self.subscribed:
            if words != "BACKGROUND_JOB":
                peer.send(event(self.made(name, **headers)))

    def cut(self) -> None:
        """Close every connection without a word, as a killed switch does."""
        for peer, _ in self.subscribed:
            peer.sock.shutdown(2)
        self.subscribed.clear()


EMPTY = {
    "show channels as json": '{"row_count": 0}\n',
    "show registrations as json": '{"row_count": 0}\n',
}


@contextmanager
def serving(conversation: Callable[[Peer], None], address: Address | None = None) -> Iterator[Address]:
    """Serve ``conversation`` to every connection; yields where."""

    def handle(sock: Any, _: Any) -> None:
        peer = Peer(sock)
        try:
            conversation(peer)
        except (EOFError, OSError, LinkLost):
            pass
        finally:
            peer.close()

    listener = ("127.0.0.1", address.port if address else 0)
    connections = Group()
    server = StreamServer(listener, handle, spawn=connections.spawn)
    server.start()
    try:
        yield Address("fs1", "127.0.0.1", server.server_port, PASSWORD)
    finally:
        server.stop(timeout=0)
        connections.kill()
