"""Holds, kept as call records tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from seatyard.db import db, insert

from .models import LegHold


@dataclass(frozen=True)
class Held:
    """A leg's far end had the other side on hold."""

    tenant_id: int
    node_id: int
    uuid: str
    leg: str
    starts_at: datetime
    ends_at: datetime


def keep(held: Iterable[Held]) -> None:
    """Write them in the caller's transaction; again, it is the same: a record never changes."""
    rows = [asdict(one) for one in held]
    if rows:
        db.session.execute(insert(LegHold).on_conflict_do_nothing(), rows)
