"""From when on calls are kept, and until when the past stands as it is.

A call may have begun before a moment, and gone on: what is computed of the longest call's time after the
last dropped month would miss those. So that time is sealed as well.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select

from seatyard.db import db
from seatyard.errors import Conflict
from seatyard.months import months_after

from ..calls.lengths import LONGEST_CALL
from .models import DroppedMonth


def kept_from() -> datetime | None:
    """Calls that began before it are dropped, or being dropped; none: all are kept."""
    last = db.session.connection().execute(LAST).scalar()
    return None if last is None else datetime.combine(months_after(last, 1), time(), UTC)


def sealed_until() -> datetime | None:
    """What was before it cannot be computed anew, and is not changed; none: everything can be."""
    begins = kept_from()
    return None if begins is None else begins + LONGEST_CALL


def settled_days() -> date | None:
    """The last local day, in any zone, that may have calls among those dropped: what is kept of days up to
    it is not counted anew."""
    begins = kept_from()
    return None if begins is None else begins.date()


def is_sealed(moment: datetime) -> bool:
    until = sealed_until()
    return until is not None and moment < until


def refuse_sealed(moment: datetime, what: str, where: str) -> None:
    """Raise Conflict for something that is to be told or computed of a sealed moment."""
    until = sealed_until()
    if until is not None and moment < until:
        message = f"{what} is of a time whose calls are no longer kept: it stands as it is"
        raise Conflict(message, where=where, allowed=f"from {until:%Y-%m-%d %H:%M} UTC")


LAST: Select[Any] = select(func.max(DroppedMonth.month))
