"""A TCP proxy on loopback that stands for a network: it can be cut, stall, go half-open and be slow."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Coroutine
from typing import Any

from .loop import Loop

HOST = "127.0.0.1"
AT_ONCE = struct.pack("ii", 1, 0)
FORGOTTEN = 15.0
"""Seconds after which a half-open connection whose one end has left is no more, as in a firewall."""
UNREAD = 1024 * 1024
"""Bytes held of one side before it is no longer read."""


class End(asyncio.Protocol):
    """One side of a proxied connection; what arrives goes out at the ``other``."""

    def __init__(self, proxy: Proxy, other: End | None = None) -> None:
        self.proxy = proxy
        self.other = other
        self.mute = False
        """Half-open: what arrives is acknowledged by the kernel and goes nowhere, the end's news neither."""
        self.transport: asyncio.Transport | None = None
        self._answers = other is not None
        self._held: list[bytes] = []
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.proxy.ends.add(self)
        if self._answers and self.other is not None:
            self.other.other = self
            self.other.let_go()
        else:
            self.proxy.came(self)

    def data_received(self, data: bytes) -> None:
        if self.mute:
            return
        if self.proxy.stalled or self._held or self.other is None:
            self._hold(data)
        else:
            self.pass_on(data)

    def pass_on(self, data: bytes) -> None:
        """Out at the other side, late if this one answers slowly; what came first goes first."""
        loop = asyncio.get_running_loop()
        due = max(loop.time() + (self.proxy.delay if self._answers else 0), self._due)
        if due > loop.time():
            self._due = due
            loop.call_at(due, self.write, data)
        else:
            self.write(data)

    def write(self, data: bytes) -> None:
        other = self.other.transport if self.other is not None else None
        if other is not None and not self.mute:
            other.write(data)

    def let_go(self) -> None:
        """What was held goes on."""
        held, self._held = self._held, []
        for data in held:
            self.pass_on(data)
        if self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        self.proxy.ends.discard(self)
        if self.other is None or self.other.transport is None:
            return
        if self.mute:
            asyncio.get_running_loop().call_later(FORGOTTEN, self.other.abort)
        else:
            self.other.transport.close()

    def abort(self) -> None:
        """With a reset: nobody said goodbye."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.transport.abort()

    def _hold(self, data: bytes) -> None:
        self._held.append(data)
        if sum(map(len, self._held)) > UNREAD and self.transport is not None:
            self.transport.pause_reading()


class Proxy:
    """Listens on a free ``port`` and passes on to another. Its faults are called from other threads."""

    def __init__(self, loop: Loop, target: int, name: str) -> None:
        self.name = name
        self.ends: set[End] = set()
        self.stalled = False
        self.delay = 0.0
        self._target = target
        self._away = False
        self._loop = loop
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = loop.do(self._listen())
        self.port = int(self._server.sockets[0].getsockname()[1])
        loop.at_end.append(self.close)

    def cut(self) -> None:
        """All connections break, and none is made until it is healed."""

        def work() -> None:
            self._away = True
            for end in [*self.ends]:
                end.abort()

        self._loop.call(work)

    def stall(self) -> None:
        """Nothing goes through until it is healed; then what was held does."""
        self._loop.call(lambda: setattr(self, "stalled", True))

    def half_open(self) -> None:
        """The connections of now stay up and say nothing more, for good; new ones are well."""

        def work() -> None:
            for end in self.ends:
                end.mute = True

        self._loop.call(work)

    def slow_down(self, seconds: float) -> None:
        """Answers come later by so many seconds until it is healed."""
        self._loop.call(lambda: setattr(self, "delay", seconds))

    def heal(self) -> None:
        def work() -> None:
            self._away = self.stalled = False
            self.delay = 0.0
            for end in [*self.ends]:
                if end.other is not None:
                    end.let_go()

        self._loop.call(work)

    def client_end(self) -> End:
        """The side of who connects."""
        return End(self)

    # What its ends call

    def came(self, client: End) -> None:
        """Somebody connected."""
        if self._away:
            client.abort()
        else:
            self.run(self._connect(client))

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, client: End) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: End(self, client), HOST, self._target)
        except OSError:
            client.abort()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(self.client_end, HOST, 0)

    async def close(self) -> None:
        self._server.close()
        for end in [*self.ends]:
            end.abort()
