"""A switch that says the same call again and again, as fast as it is read: ``python -m … json|plain COUNT``.

Prints its port. To each connection: banner, replies, and after the command ``noevents`` so many events.
"""

from __future__ import annotations

import gzip
import json
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

CALL = Path(__file__).parents[1] / "captures/esl/call-bridged-answered.json.rx.gz"
BANNER = b"Content-Type: auth/request\n\n"
REPLY = b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
GO = b"noevents\n\n"
PIECE = 500
"""Events of one write."""


def bodies() -> list[bytes]:
    """The JSON of every event that a real switch sent in a call between two."""
    data, found = gzip.decompress(CALL.read_bytes()), []
    while data:
        head, _, rest = data.partition(b"\n\n")
        length = _length(head)
        if b"text/event-json" in head:
            found.append(rest[:length])
        data = rest[length:]
    return found


def frame(kind: str, body: bytes) -> bytes:
    """As ``event json`` or ``event plain`` sends it."""
    if kind == "plain":
        body = _plain(json.loads(body))
    return b"Content-Length: %d\nContent-Type: text/event-%s\n\n" % (len(body), kind.encode()) + body


def serve(kind: str, count: int) -> None:
    frames = [frame(kind, body) for body in bodies()]
    pieces = [
        b"".join(frames[n % len(frames)] for n in range(at, at + PIECE)) for at in range(0, count, PIECE)
    ]
    with socket.create_server(("127.0.0.1", 0)) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            talk, _ = server.accept()
            with talk:
                _talk(talk, pieces)


def _talk(talk: socket.socket, pieces: list[bytes]) -> None:
    talk.sendall(BANNER)
    heard = b""
    try:
        while more := talk.recv(4096):
            heard += more
            while b"\n\n" in heard:
                command, _, heard = heard.partition(b"\n\n")
                talk.sendall(REPLY)
                if command + b"\n\n" == GO:
                    for piece in pieces:
                        talk.sendall(piece)
    except OSError:
        return  # it has heard enough


def _length(head: bytes) -> int:
    for line in head.splitlines():
        name, _, value = line.partition(b": ")
        if name == b"Content-Length":
            return int(value)
    return 0


def _plain(headers: dict[str, Any]) -> bytes:
    body = headers.pop("_body", "")
    lines = [f"{name}: {quote(_text(value), safe='/,')}\n" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}\n")
    return ("".join(lines) + "\n" + body).encode()


def _text(value: Any) -> str:
    return "ARRAY::" + "|:".join(value) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
