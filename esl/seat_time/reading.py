"""The facts of seats' time, from the database: whole rows of columns, for many seats at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, text, tuple_

from seatyard.db import db, slices
from tenants.models import Seat, SeatTenure

from ..calls.lengths import LONGEST_CALL
from ..models import SYSTEM, Leg, SeatStateChange
from ..nodes import homes
from ..seats.intervals import Moment
from . import bindings, registrations, watches
from .models import LegHold
from .presence import Presence, Registered, Watch, always, presence
from .timing import Line, SeatFacts

T = TypeVar("T")

USUAL_CALL = timedelta(days=2)
"""One that is longer from its ring to its end was talked on for more than a day: ``_LONG``."""

_LONG = text("legs.billusec > 86400000000")
"""In the words of its index (``ix_legs_long``)."""

_SAID = text("seat_state_changes.source <> 'system'")
"""Likewise (``ix_seat_state_changes_said``)."""

LONGEST_WRAP_UP = timedelta(days=1)
"""Likewise for after-call work that the switch gave."""

Lease = tuple[datetime, datetime | None]


def facts_of(
    tenant_id: int, seats: Collection[Seat], starts: datetime, ends: datetime
) -> dict[int, SeatFacts]:
    """What is known of these seats, by id: at least all that matters between two moments."""
    ids = [seat.id for seat in seats]
    says, lines = _says(tenant_id, ids, starts, ends), _lines(tenant_id, ids, starts, ends)
    there, leases = _presence(tenant_id, seats, starts, ends), _leases(ids, starts, ends)
    return {id: SeatFacts(says[id], lines[id], there[id], leases[id]) for id in ids}


def _says(
    tenant_id: int, ids: Collection[int], starts: datetime, ends: datetime
) -> dict[int, tuple[Moment, ...]]:
    """Of a day before, too, and the last that each said before that."""
    row, since = SeatStateChange, starts - LONGEST_WRAP_UP
    found: dict[int, list[Moment]] = defaultdict(list)
    columns = (row.seat_id, row.at, row.state, row.reason, row.until, row.source, row.by)
    for some in slices(sorted(ids)):
        mine = and_(row.tenant_id == tenant_id, row.seat_id.in_(some))
        said = and_(mine, row.source != SYSTEM, row.at < since)
        last = select(row.seat_id, func.max(row.at)).where(_SAID, said).group_by(row.seat_id)
        before = select(*columns).where(said, tuple_(row.seat_id, row.at).in_(last))
        within = select(*columns).where(mine, row.at >= since, row.at < ends)
        for query in (before, within):
            for seat_id, *moment in db.session.execute(query):
                found[seat_id].append(Moment(*moment))
    return _each(ids, found)


def _lines(
    tenant_id: int, ids: Collection[int], starts: datetime, ends: datetime
) -> dict[int, tuple[Line, ...]]:
    """Looked for among the legs of the last days, and among the few that are longer than those."""
    found: dict[int, list[Line]] = defaultdict(list)
    usual = Leg.started_at >= starts - USUAL_CALL
    longer = and_(_LONG, Leg.started_at < starts - USUAL_CALL, Leg.started_at >= starts - LONGEST_CALL)
    for some in slices(sorted(ids)):
        mine = Leg.tenant_id == tenant_id, Leg.seat_id.in_(some)
        for which in (usual, longer):
            touching = (*mine, which, Leg.started_at < ends, Leg.ended_at > starts)
            for seat_id, line in _legs(touching):
                found[seat_id].append(line)
    return _each(ids, found)


def _legs(which: Iterable[ColumnElement[bool]]) -> Iterator[tuple[int, Line]]:
    """These legs, each with its seat's id and its holds."""
    key = (Leg.node_id, Leg.uuid, Leg.leg)
    same = and_(
        LegHold.tenant_id == Leg.tenant_id,
        LegHold.node_id == Leg.node_id,
        LegHold.uuid == Leg.uuid,
        LegHold.leg == Leg.leg,
    )
    holds: dict[tuple[int, str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    held = select(*key, LegHold.starts_at, LegHold.ends_at).join(LegHold, same).where(*which)
    for node_id, uuid, leg, begun, over in db.session.execute(held):
        holds[node_id, uuid, leg].append((begun, over))
    columns = (*key, Leg.seat_id, Leg.direction, Leg.started_at, Leg.answered_at, Leg.ended_at)
    legs = db.session.execute(select(*columns).where(*which))
    for node_id, uuid, leg, seat_id, direction, started, answered, ended in legs:
        of_leg = tuple(sorted(holds.get((node_id, uuid, leg), ())))
        yield seat_id, Line(uuid, direction, started, answered, ended, of_leg)


def _presence(
    tenant_id: int, seats: Collection[Seat], starts: datetime, ends: datetime
) -> dict[int, tuple[Presence, ...]]:
    listened = list(_listened(tenant_id, starts, ends))
    if not listened:
        return {seat.id: () for seat in seats}
    first, last = min(one.starts for one in listened), max(one.ends for one in listened)
    bound = bindings.of_seats(seats)
    with_phones = [id for id, some in bound.items() if any(one.telephone is None for one in some)]
    heard = registrations.around(tenant_id, with_phones, first, last)
    return {
        id: tuple(part for one in some for part in one.part_of(_where(one, listened, heard.get(id, ()))))
        for id, some in bound.items()
    }


def _listened(tenant_id: int, starts: datetime, ends: datetime) -> Iterator[Watch]:
    """When the tenant's home was listened to: each as long as it was that."""
    after: datetime | None = None
    for stay in homes.stays(tenant_id):
        first = max(one for one in (starts, stay.starts, after) if one is not None)
        last = ends if stay.ends is None else min(ends, stay.ends)
        if first >= last:
            continue
        for one in watches.around(stay.node_id, first, last):
            since = one.starts if stay.starts is None and after is None else max(one.starts, first)
            until = one.ends if stay.ends is None else min(one.ends, last)
            if since <= until:
                yield replace(one, starts=since, ends=until)
        after = last


def _where(
    bound: bindings.Binding, listened: Iterable[Watch], heard: Iterable[Registered]
) -> Iterator[Presence]:
    if bound.telephone is None:
        return presence(listened, heard)
    return always(listened, f"phone {bound.telephone}")


def _leases(ids: Collection[int], starts: datetime, ends: datetime) -> dict[int, tuple[Lease, ...]]:
    found: dict[int, list[Lease]] = defaultdict(list)
    for some in slices(sorted(ids)):
        query = select(SeatTenure.seat_id, SeatTenure.starts_at, SeatTenure.ends_at).where(
            SeatTenure.seat_id.in_(some),
            SeatTenure.starts_at < ends,
            or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > starts),
        )
        for seat_id, begun, over in db.session.execute(query):
            found[seat_id].append((begun, over))
    return _each(ids, found)


def _each(ids: Iterable[int], found: dict[int, list[T]]) -> dict[int, tuple[T, ...]]:
    return {id: tuple(found.get(id, ())) for id in ids}
