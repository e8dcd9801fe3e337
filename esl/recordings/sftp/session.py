"""A channel of a connection: SFTP and nothing else, and no faster than the client takes it."""

from __future__ import annotations

import asyncio

from asyncssh.stream import SSHServerStreamSession

from .files import Files
from .guest import Guest


class Session(SSHServerStreamSession[bytes]):
    """asyncssh's session with its SFTP subsystem; shells, commands and other subsystems are refused."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(None, lambda channel: Files(channel, guest), 3)
        self.guest = guest

    def shell_requested(self) -> bool:
        self.guest.count_refused("shell")
        return False

    def exec_requested(self, command: str) -> bool:
        self.guest.count_refused("command")
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        if subsystem != "sftp":
            self.guest.count_refused("subsystem")
        return subsystem == "sftp"

    def connection_lost(self, exc: Exception | None) -> None:
        self.guest.channels -= 1
        super().connection_lost(exc)

    async def read(self, datatype: int | None, n: int, exact: bool) -> bytes:
        """What the client asks next, once what was answered before is on its way.

        So a client that asks and does not listen waits; asyncssh would answer into memory.
        """
        await self.drain(None)
        await self.guest.sending.wait()
        return await super().read(datatype, n, exact)


def flow(connection: object) -> asyncio.Event:
    """Set while the connection takes more, as asyncio tells it; asyncssh makes no use of that."""
    sending = asyncio.Event()
    sending.set()
    connection.pause_writing = sending.clear  # type: ignore[attr-defined]
    connection.resume_writing = sending.set  # type: ignore[attr-defined]
    return sending
