"""A proxy that knows call records: it repeats posts, swaps their order, and can swallow one."""

from __future__ import annotations

import asyncio
import random
from contextlib import closing, suppress

from .loop import Loop
from .proxy import HOST, End, Proxy

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
HELD, LATER = 1.5, 6.0
"""Seconds that a post is held back at most, and after which its copy comes at most."""


class PostEnd(End):
    """Collects a request until it is whole; the next one comes when this one is answered."""

    proxy: PostProxy

    def __init__(self, proxy: PostProxy) -> None:
        super().__init__(proxy)
        self._request = bytearray()

    def pass_on(self, data: bytes) -> None:
        self._request += data
        head, found, body = bytes(self._request).partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        request, self._request = bytes(self._request), bytearray()
        self.proxy.posted(self, request)


class PostProxy(Proxy):
    def __init__(self, loop: Loop, target: int, name: str, chance: random.Random) -> None:
        self.repeating = False
        self.swallowing = 0
        """How many records of calls that nobody else was in are answered 200 and thrown away."""
        self.swallowed: list[str] = []
        """Their uuids."""
        self.repeated = 0
        self._chance = chance
        super().__init__(loop, target, name)

    def client_end(self) -> End:
        return PostEnd(self)

    def repeat(self) -> None:
        """Every other post comes a second time later, and some are overtaken, until it is healed."""
        self._loop.call(lambda: setattr(self, "repeating", True))

    def swallow(self, count: int) -> None:
        """What no honest network does: for the proof that the reckoning sees it."""
        self._loop.call(lambda: setattr(self, "swallowing", count))

    def heal(self) -> None:
        self._loop.call(lambda: setattr(self, "repeating", False))
        super().heal()

    def posted(self, end: PostEnd, request: bytes) -> None:
        if self.swallowing and _alone(request) and end.transport is not None:
            self.swallowing -= 1
            self.swallowed.append(_uuid(request))
            end.transport.write(OK)
            return
        wait = 0.0
        if self.repeating:
            if self._chance.random() < 0.5:
                self.repeated += 1
                self.run(self._again(request, self._chance.uniform(0, LATER)))
            wait = self._chance.uniform(0, HELD)
        if wait:
            asyncio.get_running_loop().call_later(wait, end.write, request)
        else:
            end.write(request)

    async def _again(self, request: bytes, wait: float) -> None:
        """The copy, on a connection of its own; nobody waits for its answer."""
        await asyncio.sleep(wait)
        try:
            reader, writer = await asyncio.open_connection(HOST, self._target)
        except OSError:
            return  # the web process was just killed: a copy more or less
        with closing(writer), suppress(OSError, TimeoutError):
            writer.write(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            await asyncio.wait_for(reader.read(), 30)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _uuid(request: bytes) -> str:
    return request.split(b" ", 2)[1].rpartition(b"uuid=")[2].decode()


def _alone(request: bytes) -> bool:
    """The record of a carrier's call that was bridged to nobody."""
    return b"sofia/external/" in request and b"bridge_uuid" not in request and b"originat" not in request
