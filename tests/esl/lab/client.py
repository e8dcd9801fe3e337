"""A plain Event Socket client, written from the protocol's description and not from the lab's code."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from . import folder


class Client:
    """Keeps every event and hands out replies in order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.events: list[dict[str, Any]] = []
        self.raw: list[tuple[dict[str, str], bytes]] = []
        self._replies: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, port: int, password: str = folder.PASSWORD) -> Client:
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        assert (await client.reply())[0]["Content-Type"] == "auth/request"
        assert (await client.command(f"auth {password}"))["Reply-Text"] == "+OK accepted"
        return client

    async def reply(self) -> tuple[dict[str, str], bytes]:
        return await asyncio.wait_for(self._replies.get(), 30)

    async def command(self, text: str) -> dict[str, str]:
        self.write(f"{text}\n\n".encode())
        return (await self.reply())[0]

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def api(self, text: str) -> str:
        self._writer.write(f"api {text}\n\n".encode())
        headers, body = await self.reply()
        assert headers["Content-Type"] == "api/response"
        return body.decode()

    async def close(self) -> None:
        self._task.cancel()
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await self._writer.wait_closed()
            await self._task

    async def _read(self) -> None:
        while True:
            block = (await self._reader.readuntil(b"\n\n")).decode()
            headers = dict(line.split(": ", 1) for line in block.strip().split("\n"))
            body = await self._reader.readexactly(int(headers.get("Content-Length", 0)))
            self.raw.append((headers, body))
            if headers["Content-Type"] == "text/event-json":
                self.events.append(json.loads(body))
            elif headers["Content-Type"] != "text/event-plain":
                self._replies.put_nowait((headers, body))
