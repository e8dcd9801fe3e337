"""Call records that came in, and are not made into calls yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from seatyard import clock
from seatyard.db import db
from seatyard.doctor import Told, ok, warning

from ..models import CdrRecord

PATIENCE = timedelta(minutes=5)
CHECK = "records"


def check() -> Iterator[Told]:
    query = select(func.count(), func.min(CdrRecord.received_at)).where(
        CdrRecord.folded_at.is_(None), CdrRecord.parked_at.is_(None)
    )
    count, oldest = db.session.execute(query).one()
    if count and clock.now() - oldest > PATIENCE:
        told = f"{count} wait to be made into calls, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
        yield warning(CHECK, told, "start seatyard-worker; a month is not closed over them")
    else:
        yield ok(CHECK, f"{count} wait to be made into calls")
