"""A control plane that only listens: it keeps what it is asked and posted, and answers as told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

Reply = tuple[int, bytes]


class Plane:
    """An HTTP server on a free port; ``xml`` answers lookups, ``cdr`` call records."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.bodies: list[str] = []
        self.records: list[bytes] = []
        self.heads: list[str] = []
        self.xml: Callable[[dict[str, str]], Reply] = lambda asked: (404, b"")
        self.cdr: Callable[[bytes], Reply] = lambda body: (200, b"")
        self.delay = 0.0
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Its address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def json_records(self) -> list[dict[str, Any]]:
        """What was posted as call records."""
        return [json.loads(body) for body in self.records]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(
                    int(line.partition(":")[2])
                    for line in head.split("\r\n")
                    if line.lower().startswith("content-length:")
                )
                body = await reader.readexactly(length)
                status, answer = await self._answer(head, body)
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, head: str, body: bytes) -> Reply:
        self.heads.append(head)
        if self.delay:
            await asyncio.sleep(self.delay)
        if head.startswith("POST /cdr"):
            self.records.append(body)
            return self.cdr(body)
        self.bodies.append(body.decode())
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.asked.append(asked)
        return self.xml(asked)
