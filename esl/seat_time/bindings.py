"""Seats' ordinary telephones over time: what a seat is bound to today says nothing of what it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from seatyard.db import db, slices
from tenants.models import Seat, SeatPhoneChange

from .presence import Presence

_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Binding:
    """From a moment to another a seat was bound to an ordinary telephone, or (None) to its SIP phones."""

    starts: datetime
    ends: datetime
    telephone: str | None

    def part_of(self, known: Iterable[Presence]) -> Iterator[Presence]:
        """What of it lies inside."""
        for one in known:
            starts, ends = max(one.starts, self.starts), min(one.ends, self.ends)
            if starts < ends:
                yield Presence(starts, ends, one.there, one.evidence)


def of_seats(seats: Collection[Seat]) -> dict[int, list[Binding]]:
    """By seat id, for all time, in order."""
    changes: dict[int, list[tuple[datetime, str | None]]] = defaultdict(list)
    row = SeatPhoneChange
    for some in slices(sorted(seat.id for seat in seats)):
        query = select(row.seat_id, row.at, row.before).where(row.seat_id.in_(some)).order_by(row.at, row.id)
        for seat_id, at, before in db.session.execute(query):
            changes[seat_id].append((at, before))
    return {seat.id: list(_bindings(changes[seat.id], seat.phone)) for seat in seats}


def _bindings(changes: Iterable[tuple[datetime, str | None]], now: str | None) -> Iterator[Binding]:
    since, forever = _EVER
    for at, before in changes:
        yield Binding(since, at, before)
        since = at
    yield Binding(since, forever, now)
