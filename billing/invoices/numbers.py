"""Invoice numbers without a gap: the next one is given under a lock, in the invoice's own transaction."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db, insert

from ..models import InvoiceCounter

SERIES = "invoice"


def lock() -> InvoiceCounter:
    """The counter, locked until the caller's transaction ends: one invoice is finalised at a time."""
    db.session.execute(insert(InvoiceCounter).values(series=SERIES, last=0).on_conflict_do_nothing())
    query = select(InvoiceCounter).filter_by(series=SERIES).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def next_number(counter: InvoiceCounter) -> str:
    """The number after the last one; it counts only if the caller commits."""
    counter.last += 1
    return numbered(counter.last)


def numbered(at: int) -> str:
    """The number that is given as the ``at``-th, from 1."""
    return f"SY-{at:06}"
