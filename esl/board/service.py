"""The board of one tenant at a moment, for whoever asks once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seatyard import clock
from seatyard.db import snapshot

from . import reading
from .models import CALLER, QUEUE, SEAT
from .reading import NOTHING


@dataclass(frozen=True)
class Now:
    """Entries by their id; moments in them are milliseconds since 1970."""

    at: datetime
    written_at: datetime | None
    """When the worker last said that this is so; none: never."""
    live: bool
    queues: dict[str, dict[str, Any]]
    seats: dict[str, dict[str, Any]]
    callers: dict[str, dict[str, Any]]


def now(tenant_id: int) -> Now:
    """As it is written, in the order of names, numbers and time. Says that somebody looks; commits that.

    What nobody has looked at for a while is not live at first, and is a second later.
    """
    reading.want(tenant_id)
    with snapshot():
        mark = reading.marks([tenant_id]).get(tenant_id, NOTHING)
        rows = reading.rows(tenant_id)
    kinds: dict[str, dict[str, dict[str, Any]]] = {QUEUE: {}, SEAT: {}, CALLER: {}}
    for row in sorted(rows, key=lambda row: _order(row.body)):
        kinds[row.kind][row.key] = row.body
    return Now(clock.now(), mark.beat_at, mark.live, kinds[QUEUE], kinds[SEAT], kinds[CALLER])


def _order(body: dict[str, Any]) -> tuple[int, str]:
    return (0 if "party" not in body else body["since"] or 0), str(
        body.get("number") or body.get("name") or ""
    )
