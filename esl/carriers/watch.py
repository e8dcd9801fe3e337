"""Which carriers a node finds dead, as findings: heard as it happens, put right by the node's own list.

A carrier that does not answer OPTIONS, or refuses to register us, is passed by at once; calls go on over
the others, and somebody should know.
"""

from __future__ import annotations

import logging

from seatyard import findings
from seatyard.db import transaction
from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of

from ..session import Event

logger = logging.getLogger(__name__)

EVENT = "sofia::gateway_state"
LIST = "sofia xmlstatus gateway"
DOWN_FINDING = "carrier_down"
"""Keyed by ``<node>/<carrier>``."""
UP = "UP"


class CarrierWatch:
    """For one node. ``write`` needs an application around it."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.down: set[str] = set()
        self._told: set[str] | None = None
        """What the findings say; None until they were looked at."""

    def feed(self, event: Event) -> None:
        """A ``sofia::gateway_state``; any other is passed over."""
        if event.name != EVENT or not (name := event.get("Gateway")):
            return
        (self.down.discard if event.get("Ping-Status") == UP else self.down.add)(name)

    def resync(self, text: str) -> None:
        """The reply to ``sofia xmlstatus gateway``: this is how it is."""
        self.down = {name for name, status in statuses(text).items() if status != UP}
        self._told = None

    def write(self) -> None:
        """Tell what has changed since the last time."""
        if self._told == self.down:
            return
        with transaction():
            prefix = f"{self.node}/"
            told = {
                finding.key.removeprefix(prefix)
                for finding in findings.still_open(DOWN_FINDING)
                if finding.key.startswith(prefix)
            }
            for name in sorted(self.down - told):
                message = f"node {self.node} gets no answer from carrier {name}: calls go over the others"
                findings.report(DOWN_FINDING, f"{prefix}{name}", message)
                logger.warning("%s", message)
            findings.resolve(DOWN_FINDING, [f"{prefix}{name}" for name in told - self.down], "the carrier")
        self._told = set(self.down)


def statuses(text: str) -> dict[str, str]:
    """Each gateway's status (``UP``, ``DOWN``) in a ``sofia xmlstatus gateway``; none where it has none."""
    try:
        root = root_of(text.encode("latin-1", "replace"), "sofia xmlstatus")
    except InvalidInput:
        return {}
    return {one.findtext("name", ""): one.findtext("status", "") for one in root.iterfind("gateway")}
