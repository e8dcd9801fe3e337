"""Events between the reader and the handlers, as they came: bounded by number and by bytes.

They are parsed as they are handed out: parsed, they would take some times as much memory, and the
handlers would find each of them gone from the processor's cache.
"""

from __future__ import annotations

from collections import deque

import gevent
from gevent.event import Event as Flag


class NoRoom(Exception):
    """The handlers took too little for too long."""


class Waiting:
    """First in, first out, between one greenlet that puts and one that gets, in one thread."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self.bytes = 0
        """Of the events that wait: so much memory they take, but for some 40 bytes each."""
        self._events: deque[bytes | bytearray] = deque()
        self._closed = False
        self._some, self._room = Flag(), Flag()

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: bytes | bytearray, seconds: float) -> None:
        """Waits while it is full; NoRoom after so many seconds. One event alone may be of any size."""
        size = len(event)
        if self._full(size):
            self._wait_for_room(size, seconds)
        self._events.append(event)
        self.bytes += size
        if not self._some.is_set():
            self._some.set()

    def get(self) -> bytes | bytearray | None:
        """The next event, waited for; None once it is closed and everything has been taken."""
        while not self._events:
            if self._closed:
                return None
            self._some.clear()
            self._some.wait()
        event = self._events.popleft()
        self.bytes -= len(event)
        if not self._room.is_set():
            self._room.set()
        return event

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._some.set()

    def _full(self, size: int) -> bool:
        return len(self._events) >= self.most or (self.bytes > 0 and self.bytes + size > self.most_bytes)

    def _wait_for_room(self, size: int, seconds: float) -> None:
        deadline = gevent.Timeout(seconds)
        try:
            with deadline:
                while self._full(size):
                    self._room.clear()
                    self._room.wait()
        except gevent.Timeout as expired:
            if expired is not deadline:
                raise
            raise NoRoom from None
