"""A channel of a connection: SFTP and nothing else, and no faster than the client takes it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from asyncssh.stream import SSHServerStreamSession

from .files import Files

if TYPE_CHECKING:
    from .guest import Guest


class Session(SSHServerStreamSession[bytes]):
    """asyncssh's session with its SFTP subsystem; shells, commands and other subsystems are refused."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(None, lambda channel: Files(channel, self), 3)
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

    async def room(self) -> None:
        """Wait until what was answered before is on its way: a client that asks and does not listen waits."""
        await self.drain(None)
        await self.guest.sending.wait()


def flow(connection: object) -> asyncio.Event:
    """Set while the connection takes more. asyncssh leaves asyncio's own hints unused, and would buffer."""
    sending = asyncio.Event()
    sending.set()
    connection.pause_writing = sending.clear  # type: ignore[attr-defined]
    connection.resume_writing = sending.set  # type: ignore[attr-defined]
    return sending
