"""Hang-ups as heard on the Event Socket: they check the call records later, and bill nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from seatyard import clock
from seatyard.db import db, insert, transaction

from ..calls.fields import LARGEST_ID, moment, number
from ..models import Hangup
from ..outages import calling
from ..session import Event

logger = logging.getLogger(__name__)

NAME = "CHANNEL_HANGUP_COMPLETE"
UNRECORDED = f"variable_{calling.UNRECORDED}"
"""``false``: no record of it will come, so none is missing."""
BATCH = 500
"""Rows of one short transaction: others write too."""
KEPT = 50_000
"""Rows kept while the database is away; beyond them the oldest are let go."""


def started(event: Event) -> datetime | None:
    """When the event's channel was made."""
    created = event.get("Caller-Channel-Created-Time")
    return clock.from_epoch_us(created) if created.isascii() and created.isdigit() else None


class Hangups:
    """Collects for one node, writes in batches. A hang-up heard twice is one."""

    def __init__(self, node_id: int) -> None:
        self.node_id = node_id
        self._rows: list[dict[str, Any]] = []
        self._writing = 0
        """Of them, the first that many are on their way to the database."""

    def __len__(self) -> int:
        return len(self._rows)

    def feed(self, event: Event) -> None:
        """A CHANNEL_HANGUP_COMPLETE (CHANNEL_HANGUP has no billing figures, QUIRKS 12)."""
        if event.name != NAME or event.at is None or event.get(UNRECORDED) == "false":
            return
        tenant_id = number(event.get("variable_seatyard_tenant"))
        self._rows.append(
            {
                "node_id": self.node_id,
                "uuid": event.get("Unique-ID"),
                "tenant_id": tenant_id if 0 < tenant_id <= LARGEST_ID else None,
                "started_at": started(event),
                "at": event.at,
                "billusec": moment(number(event.get("variable_billusec"))),
                "cause": event.get("Hangup-Cause"),
            }
        )
        if len(self._rows) - self._writing > KEPT:
            logger.error("node %d: the database is behind: a hang-up is let go", self.node_id)
            del self._rows[self._writing]

    def write(self) -> bool:
        """Write a batch; whether more waits. Needs an application around it."""
        batch = self._rows[:BATCH]
        if not batch:
            return False
        self._writing = len(batch)
        try:
            with transaction():
                db.session.execute(insert(Hangup).on_conflict_do_nothing(), batch)
            del self._rows[: len(batch)]
        finally:
            self._writing = 0
        return bool(self._rows)
