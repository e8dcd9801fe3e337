"""A lab switch inside the test's own event loop, with a control plane and a client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from esl.lab.boot import Lab
from esl.lab.scenario.load import read

from . import folder
from .client import Client
from .plane import Plane

START = "2026-03-02T09:00:00+08:00"

PHONES = [
    {"number": number, "domain": folder.DOMAIN, "password": folder.SEAT_PASSWORD, "ring": 1}
    for number in ("1000", "1002", "1003")
]


class Bench:
    """What a test holds: the lab, its control plane, a client that hears everything."""

    def __init__(self, lab: Lab, plane: Plane, client: Client, log: Path, path: Path) -> None:
        self.lab = lab
        self.plane = plane
        self.client = client
        self.log = log
        self.folder = path

    async def later(self, seconds: float) -> None:
        """Let so much simulated time pass, and every event of it arrive."""
        clock = self.lab.switch.clock
        until = clock.at(clock.now + round(seconds * 1_000_000)).isoformat()
        control = await Client.connect(self.lab.server.port)
        assert (await control.api(f"lab until {until}")).startswith("+OK")
        await control.close()
        await self.client.command("log")


@contextlib.asynccontextmanager
async def lab(
    tmp: Path,
    scenario: dict[str, Any] | None = None,
    subscribe: str = "event json ALL",
    plane: bool = True,
    start: str = START,
    cdr: dict[str, str] | None = None,
    **files: str,
) -> AsyncIterator[Bench]:
    listening = Plane()
    url = await listening.start()
    path = folder.write(tmp / "conf", url if plane else "", cdr, **files)
    log = tmp / "calls.jsonl"
    data = scenario if scenario is not None else {"phones": PHONES}
    switch = Lab(path, read(data, "scenario"), datetime.fromisoformat(start), log)
    await switch.start()
    client = await Client.connect(switch.server.port)
    if subscribe:
        await client.command(subscribe)
    try:
        yield Bench(switch, listening, client, log, path)
        assert switch.switch.kernel.faults == 0
    finally:
        await client.close()
        await switch.stop()
        await listening.stop()


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]
