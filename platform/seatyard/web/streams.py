"""Answers that go on: server-sent events to many, from one thread that sends and never waits.

Under gunicorn a stream's connection is taken from the thread that heard the request, as soon as the head of
its answer is sent (``worker``): a stream costs a socket, and no thread. Any other server has a thread wait
for each stream.
"""

from __future__ import annotations

import queue
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from socket import socket
from typing import Any

from flask import Response, request

KEEP = "seatyard.keep"
"""In a request's environment: takes a function that is given the connection once the head is sent."""
BEHIND = 512 * 1024
"""Bytes that may wait for a reader; one that is slower is cut off, and comes again."""
PIECES = 200
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
"""nginx would hold pieces back."""


class Sink(ABC):
    """Where a stream's pieces go. Used by one thread."""

    @abstractmethod
    def send(self, piece: bytes) -> bool:
        """Whether the reader is still there, and keeps up. Never waits."""

    @abstractmethod
    def close(self) -> None:
        """The stream ends."""


class Direct(Sink):
    """Into the connection itself."""

    def __init__(self, connection: socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._waiting = bytearray()

    def send(self, piece: bytes) -> bool:
        """An empty piece sends what waits."""
        self._waiting += piece
        try:
            while self._waiting and (sent := self._connection.send(self._waiting)):
                del self._waiting[:sent]
        except BlockingIOError:
            pass
        except OSError:
            return False
        return len(self._waiting) <= BEHIND and not self._left()

    def close(self) -> None:
        with suppress(OSError):
            self._connection.close()

    def _left(self) -> bool:
        """Whether the reader has closed its side; it has nothing to say."""
        try:
            return not self._connection.recv(1024)
        except BlockingIOError:
            return False
        except OSError:
            return True


class Threaded(Sink):
    """Through a thread that waits for each piece."""

    def __init__(self) -> None:
        self._pieces: queue.Queue[bytes] = queue.Queue(PIECES)
        self._over = False

    def send(self, piece: bytes) -> bool:
        if piece and not self._over:
            try:
                self._pieces.put_nowait(piece)
            except queue.Full:
                return False
        return not self._over

    def close(self) -> None:
        self._over = True
        with suppress(queue.Full):
            self._pieces.put_nowait(b"")

    def read(self) -> Iterator[bytes]:
        try:
            while not self._over:
                with suppress(queue.Empty):
                    yield self._pieces.get(timeout=1)
        finally:
            self._over = True


def streamed(opened: Callable[[Sink], None]) -> Response:
    """An answer that goes on; ``opened`` gets the sink, once, and hands it to whoever sends."""
    keep: Callable[[Callable[[socket], None]], Any] | None = request.environ.get(KEEP)
    if keep is not None:
        keep(lambda connection: opened(Direct(connection)))
        return Response(iter(()), headers=HEADERS)
    sink = Threaded()
    opened(sink)
    return Response(sink.read(), headers=HEADERS)


def event(name: str, data: bytes, version: int | None = None) -> bytes:
    """One event of a stream; ``data`` is one line."""
    numbered = b"" if version is None else b"id: %d\n" % version
    return b"%sevent: %s\ndata: %s\n\n" % (numbered, name.encode(), data)
