"""Numbers of documents without a gap: a series a year, the next one given in the document's own transaction.

``SY-2026-000001``: the year is the local one of the operator's zone when the document is finalised. Numbers
from before series had years, ``SY-000001``, are a series of their own that is never gone on with.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import or_, select

from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db, insert

from ..models import InvoiceCounter

INVOICES = "SY"


def next(series: str = INVOICES) -> str:
    """The number after the year's last one of a series (``INVOICES``); it counts only if the caller commits.

    One statement takes it and locks the counter until then, so that whoever is second waits, and gets the one
    after; or the same, where the first one's transaction was undone or its process killed.
    """
    counter = InvoiceCounter
    year = clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).year
    following = (
        insert(counter)
        .values(series=f"{series}-{year}", last=1)
        .on_conflict_do_update(index_elements=[counter.series], set_={"last": counter.last + 1})
        .returning(counter.series, counter.last)
    )
    return numbered(*db.session.execute(following).one())


def given(series: str = INVOICES) -> Iterator[str]:
    """All numbers of a series that were ever given, year by year in their order."""
    counter = InvoiceCounter
    mine = or_(counter.series == series, counter.series.startswith(f"{series}-", autoescape=True))
    counters = select(counter.series, counter.last).where(mine).order_by(counter.series)
    for year, last in db.session.execute(counters).all():
        yield from (numbered(year, at) for at in range(1, last + 1))


def numbered(year: str, at: int) -> str:
    """The ``at``-th number, from 1, of a year's series (``SY-2026``)."""
    return f"{year}-{at:06}"
