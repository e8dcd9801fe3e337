"""Listens where event_socket.conf says, and lets in whom its access list allows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from seatyard.errors import InvalidInput

from ..api.registry import Registry
from ..conf.settings import Settings
from .bus import EventBus
from .connection import Connection
from .encoding import notice_frame, rejection_frame

log = logging.getLogger(__name__)

LONGEST_COMMAND = 1024 * 1024
STALL = 20.0
"""Seconds that a client may hold up the simulation."""


class EventSocketServer:
    """All clients of the Event Socket."""

    def __init__(
        self, settings: Settings, bus: EventBus, registry: Registry, new_uuid: Callable[..., str]
    ) -> None:
        self._settings = settings
        self._bus = bus
        self._registry = registry
        self._new_uuid = new_uuid
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self) -> None:
        """Open the port; raises ``InvalidInput`` when it cannot be had."""
        socket = self._settings.event_socket
        try:
            self._server = await asyncio.start_server(
                self._accept, socket.host, socket.port, limit=LONGEST_COMMAND
            )
        except OSError as error:
            where = f"event_socket.conf, {socket.host}:{socket.port}"
            raise InvalidInput(f"cannot listen: {error.strerror or error}", where=where) from None
        log.info("event socket on %s:%s", socket.host, self.port)

    @property
    def port(self) -> int:
        """The port in use (a configured 0 means any free one)."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def keep_pace(self, most: int) -> None:
        """Wait until no client has more than ``most`` bytes unread; one that does not read at all is dropped.

        Simulated time may outrun any client by far, and what a killed process holds back is lost.
        """
        patience = time.monotonic() + STALL
        while late := [writer for writer in self._talks.values() if _unread(writer) > most]:
            if time.monotonic() > patience:
                for writer in late:
                    log.error("event socket: a client has not read for %g s, dropped", STALL)
                    writer.transport.abort()
                return
            await asyncio.sleep(0.001)

    async def close(self) -> None:
        """Say goodbye to every client and close the port."""
        if self._server is not None:
            self._server.close()
        talks = dict(self._talks)
        for talk, writer in talks.items():
            if not writer.transport.is_closing():
                writer.write(notice_frame())
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._serve(reader, writer))
        self._talks[talk] = writer
        talk.add_done_callback(lambda done: self._talks.pop(done, None))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self._allowed(writer):
                writer.write(rejection_frame() + notice_frame())
                return
            password = self._settings.event_socket.password
            await Connection(reader, writer, self._bus, self._registry, password, self._new_uuid).serve()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _allowed(self, writer: asyncio.StreamWriter) -> bool:
        name = self._settings.event_socket.acl
        acl = self._settings.acls.get(name) if name else None
        address = str(writer.get_extra_info("peername")[0])
        if acl is None or acl.allows(address):
            return True
        log.warning("event socket: %s is not allowed by the list %s", address, name)
        return False


def _unread(writer: asyncio.StreamWriter) -> int:
    return 0 if writer.is_closing() else writer.transport.get_write_buffer_size()
