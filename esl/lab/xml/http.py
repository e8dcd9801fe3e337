"""A small HTTP/1.1 client with kept connections: what mod_xml_curl and mod_json_cdr need, and fast.

A month of calls asks tens of thousands of questions; a general client costs
several times the lookup itself.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST = 64 * 1024 * 1024


class HttpError(Exception):
    """No usable answer: refused, cut off, timed out, or not HTTP."""


@dataclass
class _Kept:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class HttpClient:
    """Asks one address, one request at a time on each kept connection."""

    def __init__(self, url: str, credentials: str | None, agent: str, timeout: float | None) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._secure else 80)
        self._timeout = timeout
        self.path = parts.path or "/"
        if parts.query:
            self.path += f"?{parts.query}"
        lines = [f"Host: {parts.netloc.rpartition('@')[2]}"]
        if credentials:
            lines.append("Authorization: Basic " + base64.b64encode(credentials.encode()).decode())
        self._head = "\r\n".join([*lines, f"User-Agent: {agent}", "Accept: */*"])
        self._idle: list[_Kept] = []

    async def post(self, body: bytes, content_type: str, path: str | None = None) -> tuple[int, bytes]:
        """The status and body of the answer; raises ``HttpError``."""
        head = (
            f"POST {path or self.path} HTTP/1.1\r\n{self._head}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return await self._within(head.encode() + body)

    async def get(self) -> tuple[int, bytes]:
        """The same of a GET."""
        return await self._within(f"GET {self.path} HTTP/1.1\r\n{self._head}\r\n\r\n".encode())

    async def _within(self, request: bytes) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(request)
        except TimeoutError:
            raise HttpError(f"no answer within {self._timeout:g} s") from None
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise HttpError(f"{type(error).__name__}: {error}") from None

    async def close(self) -> None:
        """Let go of the kept connections."""
        idle, self._idle = self._idle, []
        for kept in idle:
            kept.writer.close()
        for kept in idle:
            with contextlib.suppress(OSError):
                await kept.writer.wait_closed()

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        if self._idle:
            kept = self._idle.pop()
            try:
                return await self._ask(kept, request)
            except (OSError, asyncio.IncompleteReadError):
                pass  # a kept connection may have been closed by the server meanwhile
        return await self._ask(await self._connect(), request)

    async def _connect(self) -> _Kept:
        context = ssl.create_default_context() if self._secure else None
        reader, writer = await asyncio.open_connection(self._host, self._port, ssl=context, limit=LARGEST)
        return _Kept(reader, writer)

    async def _ask(self, kept: _Kept, request: bytes) -> tuple[int, bytes]:
        keep = False
        try:
            kept.writer.write(request)
            status, headers = await self._answer_head(kept.reader)
            while status == 100:
                status, headers = await self._answer_head(kept.reader)
            if status in (204, 304):
                headers["content-length"] = "0"
            body = await self._answer_body(kept.reader, headers)
            keep = headers.get("connection", "").lower() != "close" and _framed(headers)
            return status, body
        finally:
            if keep:
                self._idle.append(kept)
            else:
                kept.writer.close()

    async def _answer_head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        version, _, rest = lines[0].partition(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(f"not HTTP: {lines[0][:40]!r}")
        headers = {}
        for line in lines[1:-2]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        return int(rest[:3]), headers

    async def _answer_body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await self._chunks(reader)
        if "content-length" in headers:
            return await reader.readexactly(min(int(headers["content-length"]), LARGEST))
        return await reader.read(LARGEST)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readuntil(b"\r\n")
        return b"".join(parts)


def _framed(headers: dict[str, str]) -> bool:
    return "content-length" in headers or headers.get("transfer-encoding", "").lower() == "chunked"
