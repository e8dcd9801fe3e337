"""A client that asks at a steady rate whatever the answers do, over connections that it keeps.

A request's time begins when it was due, so one that waits for a free connection, because the server is slow,
counts as slow (no coordinated omission). Run as a process of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 32
LONGEST = 30.0
"""Seconds after which an answer is given up."""


@dataclass(slots=True)
class Heard:
    seconds: list[float] = field(default_factory=list)
    """Of each answer, from the moment at which it was due to be asked for."""
    statuses: Counter[int] = field(default_factory=Counter)
    """0 is a connection that broke, or no answer."""
    lasted: float = 0.0
    """Seconds from the first request to the last answer."""


def ask(port: int, requests: Sequence[bytes], rate: int, seconds: float) -> Heard:
    """Send ``requests``, again from the first one after the last, so many a second for so long."""
    return asyncio.run(_asked(port, requests, rate, seconds))


def get(path: str, token: str = "") -> bytes:
    """A request as bytes."""
    given = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{given}\r\n".encode()


async def _asked(port: int, requests: Sequence[bytes], rate: int, seconds: float) -> Heard:
    heard, began = Heard(), time.monotonic()
    due = ((began + at / rate, requests[at % len(requests)]) for at in range(int(rate * seconds)))
    await asyncio.gather(*(_connection(port, due, heard) for _ in range(CONNECTIONS)))
    heard.lasted = time.monotonic() - began
    return heard


async def _connection(port: int, due: Iterator[tuple[float, bytes]], heard: Heard) -> None:
    reader: asyncio.StreamReader | None = None
    for at, request in due:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        try:
            if reader is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status = await asyncio.wait_for(_answer(reader), LONGEST)
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            reader, status = None, 0
        heard.seconds.append(time.monotonic() - at)
        heard.statuses[status] += 1


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(b" ", 2)[1])


def every(requests: Sequence[Sequence[bytes]]) -> list[bytes]:
    """Taken in turns: the first of each, then the second of each."""
    return list(itertools.chain.from_iterable(zip(*requests, strict=True)))
