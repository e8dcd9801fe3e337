"""The SFTP server of an application on a loopback port, and its library's own client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncssh
from flask import Flask

from esl.recordings.fetch import access
from esl.recordings.sftp import ssh_keys
from esl.recordings.sftp.gate import Gate
from esl.recordings.sftp.house import House
from esl.recordings.sftp.server import listen
from seatyard import findings
from seatyard.db import db
from tenants.models import Tenant

from .processes import until

T = TypeVar("T")
HOST = "127.0.0.1"


@dataclass
class Served:
    port: int
    house: House
    host_key: asyncssh.SSHKey

    def run(self, work: Callable[[asyncssh.SSHClientConnection], Awaitable[T]], **login: Any) -> T:
        """What ``work`` gives on a connection that has logged in. Nothing of the test's own is held open."""
        db.session.rollback()

        async def inside() -> T:
            async with self.connected(**login) as connection:
                return await work(connection)

        return asyncio.run(inside())

    def sftp(self, work: Callable[[asyncssh.SFTPClient], Awaitable[T]], **login: Any) -> T:
        """What ``work`` gives in an SFTP session."""

        async def inside(connection: asyncssh.SSHClientConnection) -> T:
            async with connection.start_sftp_client() as client:
                return await work(client)

        return self.run(inside, **login)

    @asynccontextmanager
    async def connected(
        self,
        user: str,
        key: asyncssh.SSHKey | list[asyncssh.SSHKey] | None = None,
        password: str | None = None,
    ) -> AsyncIterator[asyncssh.SSHClientConnection]:
        known = f"[{HOST}]:{self.port} {self.host_key.export_public_key().decode()}"
        async with asyncssh.connect(
            HOST,
            self.port,
            username=user,
            client_keys=key or None,
            password=password,
            known_hosts=asyncssh.import_known_hosts(known),
            agent_path=None,
            config=None,
            connect_timeout=20,
        ) as connection:
            yield connection


@contextmanager
def served(app: Flask, gate: Gate | None = None) -> Iterator[Served]:
    """In a thread of its own."""
    ready: list[Served] = []
    up = threading.Event()
    end: list[Callable[[], None]] = []

    async def serve() -> None:
        house, key = House(app, gate), asyncssh.generate_private_key("ssh-ed25519")
        acceptor = await listen(house, key, HOST, 0)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        end.append(lambda: loop.call_soon_threadsafe(ended.set))  # type: ignore[arg-type,return-value]
        ready.append(Served(acceptor.get_port(), house, key))
        up.set()
        await ended.wait()
        acceptor.close()
        await house.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert up.wait(20)
    try:
        yield ready[0]
    finally:
        end[0]()
        thread.join(20)
        assert not thread.is_alive()


def key_for(tenant: Tenant, label: str = "warehouse") -> asyncssh.SSHKey:
    """A new key that lets in to a tenant's recordings."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    access.give(tenant, label, "op", ssh_keys.plain(key))
    return key


async def tree(client: asyncssh.SFTPClient) -> dict[str, bytes]:
    """All files, by path."""
    files: dict[str, bytes] = {}
    for month in await names(client, "/"):
        for day in await names(client, f"/{month}"):
            for name in await names(client, f"/{month}/{day}"):
                path = f"/{month}/{day}/{name}"
                async with client.open(path, "rb") as file:
                    files[path] = await file.read()
    return files


async def names(client: asyncssh.SFTPClient, path: str) -> list[str]:
    return [str(name) for name in await client.listdir(path)]


def found(count: int) -> list[findings.Finding]:
    """The findings, once there are so many: what a connection was refused is told when it ends."""

    def enough() -> bool:
        db.session.rollback()
        return len(findings.still_open()) == count

    until(enough, lambda: f"{count} findings")
    return findings.still_open()
