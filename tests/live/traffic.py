"""Callers who come at a steady rate while something happens, and what became of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .phones import Call

TICK = 0.02
PATIENCE = 8.0
"""Seconds that a caller rings."""


@dataclass
class Caller:
    """Times are ``time.monotonic()``."""

    call: Call
    dialled: float
    answered: float = 0.0
    ended: float = 0.0
    cut_short: bool = False
    """It rang still when the traffic was over."""

    @property
    def seconds(self) -> float:
        """Between answer and end."""
        return self.ended - self.answered

    @property
    def why(self) -> str:
        """Of one who was not answered: SIP's last status, or why nothing was sent."""
        return ", ".join(self.call.failed) or str(self.call.status)


class Traffic(threading.Thread):
    """Inside the block one more calls each ``every`` seconds, who stays for ``stays`` once answered."""

    def __init__(self, dial: Callable[[], Call], every: float, stays: float) -> None:
        super().__init__(daemon=True)
        self.callers: list[Caller] = []
        self._dial, self._every, self._stays = dial, every, stays
        self._over = threading.Event()

    def run(self) -> None:
        due = time.monotonic()
        while not self._over.wait(TICK):
            now = time.monotonic()
            if now >= due:
                self.callers.append(Caller(self._dial(), now))
                due = max(due + self._every, now)
            self._look(now)

    def __enter__(self) -> Traffic:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """No further caller; those who talk hang up."""
        self._over.set()
        self.join()
        for one in self.callers:
            if not one.ended:
                one.cut_short = not one.answered
                one.call.hang_up()
        while any(not one.ended for one in self.callers):
            self._look(time.monotonic())
            time.sleep(TICK)

    def _look(self, now: float) -> None:
        for one in self.callers:
            if one.ended:
                continue
            if one.call.over or one.call.failed:
                one.ended = now
            elif not one.answered and one.call.up:
                one.answered = now
            elif now - (one.answered or one.dialled) > (self._stays if one.answered else PATIENCE):
                one.call.hang_up()
