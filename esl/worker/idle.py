"""How busy a node's processors are, by its heartbeats: reported while it can do harm.

A node that starves loses more than quality: a switch died of it with all its calls. By its source,
mod_callcenter (1.11.1) lets the thread that a waiting caller has of its own free what the call's
thread writes to once more, and a second's grace does not cover threads that wait longer for a
processor (docs/switch.md).
"""

from __future__ import annotations

import logging
from statistics import median

from seatyard import findings
from seatyard.db import transaction

from ..session import Event

logger = logging.getLogger(__name__)

SATURATED = "node_saturated"
LEAST = 10.0
"""Per cent of the processors' time that should be idle."""
FEWEST = 2
"""Heartbeats (one every 20 s) that a verdict needs."""


class Idle:
    """The ``Idle-CPU`` of HEARTBEAT: of the whole machine, in per cent."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.last: float | None = None
        """By the last heartbeat."""
        self._told: list[float] = []

    def feed(self, event: Event) -> None:
        """Any event; one that is no heartbeat, or says nothing of it, is passed over."""
        if event.name == "HEARTBEAT" and (told := _percent(event.get("Idle-CPU"))) is not None:
            self.last = told
            self._told.append(told)

    def tell(self) -> None:
        """Judge what was heard since the last time; one finding a node. Needs an application."""
        told, self._told = self._told, []
        if len(told) < FEWEST or (idle := median(told)) >= LEAST:
            return
        logger.warning("%s: its processors are idle %.0f %% of the time", self.node, idle)
        message = f"{self.node} was idle {idle:.0f} per cent of a minute: below {LEAST:.0f} calls suffer"
        with transaction():
            findings.report(SATURATED, self.node, message, node=self.node)


def _percent(told: str) -> float | None:
    try:
        return float(told)
    except ValueError:
        return None
