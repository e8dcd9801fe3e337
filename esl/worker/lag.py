"""How late a node's events reach the worker: told each minute, and reported when it is too late."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import update

from seatyard import clock, findings
from seatyard.db import db, transaction

from ..models import Node
from ..session import Event

logger = logging.getLogger(__name__)

LATE = "events_late"
MOST = 1.0
"""Seconds that the 99th percentile may take; beyond it is a finding."""
FEWEST = 100
"""Events that a verdict needs: one late event of ten says nothing about the 99th percentile."""
ANOTHER_TIME = 86_400.0
"""Seconds that no event can be late: such a switch lives in a time of its own, as the lab's does."""


@dataclass(frozen=True)
class Taken:
    """Of so many events the median, 99th percentile and maximum, in seconds by both machines' clocks."""

    events: int
    median: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: list[float]) -> Taken:
        found, count = sorted(seconds), len(seconds)
        return cls(count, found[count // 2], found[min(count - 1, count * 99 // 100)], found[-1])

    def __str__(self) -> str:
        spread = f"median {self.median:.3f} s, p99 {self.p99:.3f} s, at most {self.most:.3f} s"
        return f"{self.events} events, {spread}"


class Lag:
    """From a node's own stamp on an event (in steps of 20 ms, QUIRKS 4) to its being handled here."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.heard = 0
        self.last: Taken | None = None
        """Of the last whole minute."""
        self._seconds: list[float] = []

    def feed(self, event: Event) -> None:
        """Any event that has a time."""
        if event.at is not None:
            self.heard += 1
            self._seconds.append((clock.now() - event.at).total_seconds())

    def tell(self) -> None:
        """Log and keep what came since the last time; late is a finding, one a node. Needs an application."""
        if not self._seconds:
            self.last = None
            return
        taken, self._seconds = Taken.of(self._seconds), []
        if abs(taken.median) > ANOTHER_TIME:
            logger.warning("%s: its clock is %.1f days behind ours", self.node, taken.median / ANOTHER_TIME)
            return
        self.last = taken
        logger.info("%s: %s", self.node, taken)
        with transaction():
            told = {"lag": taken.p99, "lag_at": clock.now()}
            db.session.execute(update(Node).where(Node.name == self.node).values(**told))
        if taken.p99 > MOST and taken.events >= FEWEST:
            with transaction():
                findings.report(LATE, self.node, f"events of {self.node} came late: {taken}", node=self.node)
