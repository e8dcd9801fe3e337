"""A switch living at the pace of real time, or slower where the machine cannot follow."""

from __future__ import annotations

import json
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from admin_ui.demo.processes import Supervisor, wait_until

from .house import PATIENCE, Switch
from .tenants import SEATS

STEP = 0.5
"""Seconds that the switch's clock goes on at a time."""
OVER = timedelta(seconds=45)
"""How long, by the switch's clock, the last call lasts at most once no new ones come."""


class Driver(threading.Thread):
    """Boots the switch in its own thread, whose connection it is; ``ready`` when its seats are there."""

    def __init__(self, switch: Switch, begin: datetime, supervisor: Supervisor) -> None:
        super().__init__(name=f"driving {switch.name}", daemon=True)
        self.switch = switch
        self.begin = self.moment = begin
        self.ready = threading.Event()
        self.go = threading.Event()
        self.over = threading.Event()
        self.drained = threading.Event()
        self.left = threading.Event()
        """Nobody looks at the switch any more. Until then its time goes on: who counts its sessions waits
        two minutes by its clock."""
        self.failed: Exception | None = None
        self.seconds = 0.0
        """Of real time in which calls came."""
        self.paused = begin
        """When the switch was told to take no more, by its clock."""
        self.drained_at = begin
        """When the last call had ended, by its clock."""
        self.stats: dict[str, Any] = {}
        self._supervisor = supervisor

    def run(self) -> None:
        try:
            self.switch.lab.start(self.begin, self._supervisor)
            wait_until(
                lambda: self.switch.lab.available_agents() == SEATS, "the seats to be there", seconds=PATIENCE
            )
            self.ready.set()
            self.go.wait()
            self._live()
            self.over.set()
            self._end()
            self.drained.set()
            self._go_on(self.left)
        except Exception as error:
            self.failed = error
            raise
        finally:
            self.ready.set()
            self.drained.set()

    def _live(self) -> None:
        """New time only: what was missed while the switch could not follow is not made up for."""
        first = time.monotonic()
        self._go_on(self.over)
        self.seconds = time.monotonic() - first

    def _end(self) -> None:
        """No new calls; those that are up end by themselves, and every record has been delivered."""
        self.paused = self.moment
        self.switch.lab.run("fsctl pause")
        self._pass(OVER, "until")
        self.switch.lab.run("hupall")
        self._pass(timedelta(seconds=1), "until")
        self.drained_at = self.moment
        self.stats = json.loads(self.switch.lab.run("lab stats"))

    def _go_on(self, end: threading.Event) -> None:
        while not end.is_set():
            began = time.monotonic()
            self._pass(timedelta(seconds=STEP), "pass")
            end.wait(max(0.0, STEP - (time.monotonic() - began)))

    def _pass(self, span: timedelta, word: str) -> None:
        self.moment += span
        self.switch.lab.run(f"lab {word} {self.moment.isoformat()}")
