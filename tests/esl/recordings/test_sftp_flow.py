"""A client of the SFTP server that asks for much and takes nothing waits; memory does not grow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncssh
import pytest

from esl.models import Node
from esl.recordings.sftp.reading import Reader
from tenants.models import Tenant
from tests.support.sftp import HOST, Served, names

from .test_fetch import some

DAY = "/2026-03/2026-03-03"
INIT, OPEN, READ = 1, 3, 5
"""Of the protocol (draft-ietf-secsh-filexfer-02)."""


@pytest.mark.parametrize("window", [2**16, 2**31])
def test_who_asks_and_does_not_listen_is_not_answered_into_memory(
    acme: Tenant,
    fs1: Node,
    server: Served,
    login: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    window: int,
) -> None:
    """Neither into that of a channel, nor, where the client's window is boundless, of the connection."""
    some(acme, fs1, 60)
    piece, wanted = 256 * 1024, 400
    answered = [0]
    read = Reader.read

    def counted(self: Reader, offset: int, size: int) -> bytes:
        found = read(self, offset, size)
        answered[0] += len(found)
        return found

    monkeypatch.setattr(Reader, "read", counted)

    async def settled() -> int:
        """What was read for it, once no more is."""
        last = -1
        while last != answered[0]:
            last = answered[0]
            await asyncio.sleep(0.5)
        return last

    path = server.sftp(name_of_file, **login)

    async def work() -> None:
        async with relay(server.port) as (port, listening):
            through = Served(port, server.house, server.host_key)
            async with through.connected(**login) as connection:
                raw = await connection.create_process(subsystem="sftp", encoding=None, window=window)
                handle = await opened(raw, path)
                listening.clear()
                for number in range(wanted):
                    raw.stdin.write(packet(READ, number, handle + bytes(8) + piece.to_bytes(4, "big")))
                assert 0 < await settled() < wanted * piece / 4
                listening.set()
                left = 0
                while left < wanted * piece:
                    left += len(await raw.stdout.read(piece))

    asyncio.run(work())


@asynccontextmanager
async def relay(port: int) -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A port that leads to the server's; while the event is not set, nothing is taken from the server."""
    listening = asyncio.Event()
    listening.set()

    tasks: list[asyncio.Task[Any]] = []

    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter, wait: bool) -> None:
        try:
            while piece := await source.read(65536):
                if wait:
                    await listening.wait()
                target.write(piece)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = await asyncio.open_connection(HOST, port)
        tasks.append(asyncio.create_task(pass_on(reader, down, False)))
        tasks.append(asyncio.create_task(pass_on(up, writer, True)))

    async with await asyncio.start_server(connected, HOST, 0) as running:
        yield running.sockets[0].getsockname()[1], listening
        await asyncio.gather(*tasks)
        await asyncio.sleep(0)


async def opened(raw: asyncssh.SSHClientProcess[bytes], path: str) -> bytes:
    """The handle of a file, with its length, as requests name it."""
    raw.stdin.write(bytes([0, 0, 0, 5, INIT, 0, 0, 0, 3]))
    await answer(raw)
    name = path.encode()
    raw.stdin.write(packet(OPEN, 0, len(name).to_bytes(4, "big") + name + bytes([0, 0, 0, 1]) + bytes(4)))
    return (await answer(raw))[5:]


async def answer(raw: asyncssh.SSHClientProcess[bytes]) -> bytes:
    return await raw.stdout.readexactly(int.from_bytes(await raw.stdout.readexactly(4), "big"))


def packet(kind: int, number: int, content: bytes) -> bytes:
    body = bytes([kind]) + number.to_bytes(4, "big") + content
    return len(body).to_bytes(4, "big") + body


async def name_of_file(client: asyncssh.SFTPClient) -> str:
    return next(f"{DAY}/{name}" for name in await names(client, DAY) if name.endswith(".wav"))
