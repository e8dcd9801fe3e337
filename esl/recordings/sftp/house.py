"""What all connections of the server share: the application's threads, the gate, and who is inside."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from asyncssh import SSHServerConnection
from flask import Flask

from seatyard.db import reading
from seatyard.scope import EVERYONE, Scope, within

from .gate import Gate

T = TypeVar("T")
SESSIONS = 8
"""Connections of a tenant at once …"""
ALL_SESSIONS = 256
"""… and of all together."""
ASKING, READING = 8, 32
"""Threads for questions to the database; and for audio, which may come from far and be waited for."""


class House:
    def __init__(self, app: Flask, gate: Gate | None = None) -> None:
        self._app = app
        self.gate = gate or Gate()
        self.inside: Counter[int] = Counter()
        """Connections by tenant."""
        self.connections: set[SSHServerConnection] = set()
        self._last: set[asyncio.Task[None]] = set()
        self._asking = ThreadPoolExecutor(ASKING, "ask")
        self._reading = ThreadPoolExecutor(READING, "read")

    async def ask(self, work: Callable[[], T], whose: Scope = EVERYONE) -> T:
        """``work`` in a thread, inside the application; it reads, unless it begins another transaction.

        ``whose``: a tenant's, once it is known who is there.
        """

        def run() -> T:
            with self._app.app_context(), within(whose):
                reading()
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._asking, run)

    async def read(self, work: Callable[[int, int], T], offset: int, size: int) -> T:
        """``work`` in a thread, without the database."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work, offset, size)

    def admit(self, tenant_id: int) -> bool:
        """Whether one more connection of the tenant may stay; ``release`` undoes it."""
        if self.inside[tenant_id] >= SESSIONS or self.inside.total() >= ALL_SESSIONS:
            return False
        self.inside[tenant_id] += 1
        return True

    def release(self, tenant_id: int) -> None:
        self.inside[tenant_id] -= 1
        if not self.inside[tenant_id]:
            del self.inside[tenant_id]

    def later(self, work: Coroutine[None, None, None]) -> None:
        """What is left to be done of a connection that has gone."""
        task = asyncio.get_running_loop().create_task(work)
        self._last.add(task)
        task.add_done_callback(self._last.discard)

    async def close(self) -> None:
        """Cut everybody off, and finish what was begun."""
        for connection in list(self.connections):
            connection.abort()
            await connection.wait_closed()
        await asyncio.gather(*self._last, return_exceptions=True)
        self._asking.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)
