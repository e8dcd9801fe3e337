"""Somebody who has logged in: whose recordings they may see, for how long, and what they were refused."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..fetch import access
from .house import House

IDLE = 900.0
"""Seconds without a request, after which a connection is closed."""
CHECKED = 5.0
"""Seconds for which it is believed that an access still stands."""


@dataclass(eq=False)
class Guest:
    house: House
    tenant_id: int
    tenant: str
    access_id: int
    label: str
    address: str
    sending: asyncio.Event
    channels: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    _checked_at: float = -CHECKED
    _idle: asyncio.TimerHandle | None = None
    _close: Callable[[], None] = lambda: None

    def __str__(self) -> str:
        return f"{self.tenant} ({self.label}) at {self.address}"

    def count_refused(self, what: str) -> None:
        self.refused[what] += 1

    def close_when_idle(self, close: Callable[[], None]) -> None:
        self._close = close
        self._touch()

    async def welcome(self) -> bool:
        """Whether the access still stands; asked before each request is answered."""
        self._touch()
        if time.monotonic() - self._checked_at < CHECKED:
            return True
        if not await self.house.ask(lambda: access.stands(self.tenant_id, self.access_id)):
            self.count_refused("revoked access")
            return False
        self._checked_at = time.monotonic()
        return True

    async def left(self) -> None:
        """Put on record what was refused."""
        if self._idle:
            self._idle.cancel()
        if self.refused:
            told = ", ".join(f"{what} ({times})" for what, times in sorted(self.refused.items()))
            times = self.refused.total()
            await self.house.ask(lambda: access.refuse(self.tenant, f"SFTP: {told}", self.address, times))

    def _touch(self) -> None:
        if self._idle:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE, self._close)
