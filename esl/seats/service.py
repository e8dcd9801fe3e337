"""Keeping what seats say: from the switch as it is heard, over the API as it is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from seatyard import clock
from seatyard.db import db, insert, slices
from seatyard.errors import InvalidInput, NotFound
from tenants.models import Seat, Tenant
from tenants.reasons import busy_reasons

from ..models import AFTER_CALL, API, BUSY, READY, SYSTEM, Placement, SeatState, SeatStateChange
from .intervals import Interval, Moment, intervals, within
from .notes import STATES, Note

LONGEST_AFTER_CALL = 99
"""Minutes that a seat may give itself at a time."""


@dataclass(frozen=True)
class Shown:
    """A seat's state as people see it: what it says, or the after-call work that it is in."""

    state: str
    reason: int | None
    since: datetime | None
    """None: it has never said anything, and had no call."""
    until: datetime | None = None


def shown(row: SeatState | None, at: datetime) -> Shown:
    """What a seat's row means at a moment."""
    if row is None:
        return Shown(READY, None, None)
    if row.state == AFTER_CALL and row.until is not None and row.until <= at:
        row_state, since = READY, row.until
    else:
        row_state, since = row.state, row.since
    if row_state == READY and row.wrapping_until is not None:
        if at < row.wrapping_until:
            return Shown(AFTER_CALL, None, since, row.wrapping_until)
        since = max(since, row.wrapping_until)
    return Shown(row_state, row.reason if row_state == BUSY else None, since, row.until)


def record(notes: Collection[Note], node_id: int | None = None) -> set[int]:
    """Keep what was not known yet, in the caller's transaction; the seats that it is about.

    With a node, of the seats of its tenants alone: another one's word about them counts for nothing.
    """
    whose = owners({note.seat_id for note in notes}, node_id)
    known = [
        note for note in notes if note.seat_id in whose and note.tenant_id in (None, whose[note.seat_id])
    ]
    if known:
        _keep_history([_row(whose[note.seat_id], note) for note in known])
        _keep_latest({note.seat_id: whose[note.seat_id] for note in known}, known)
    return {note.seat_id for note in known}


def owners(seat_ids: Collection[int], node_id: int | None = None) -> dict[int, int]:
    """The tenants of these seats, by seat id; with a node, of those that are its tenants' alone."""
    query = select(Seat.id, Seat.tenant_id)
    if node_id is not None:
        query = query.join(Placement, Placement.tenant_id == Seat.tenant_id).where(
            Placement.node_id == node_id
        )
    found: dict[int, int] = {}
    for some in slices(sorted(seat_ids)):
        found |= dict(db.session.execute(query.where(Seat.id.in_(some))).tuples().all())
    return found


def _row(tenant_id: int, note: Note) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "seat_id": note.seat_id,
        "evidence": note.evidence,
        "at": note.at,
        "state": note.state,
        "reason": note.reason,
        "until": note.until,
        "source": note.source,
        "by": note.by,
    }


def _keep_history(rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(SeatStateChange).on_conflict_do_nothing(), rows)


def _keep_latest(owners: Mapping[int, int], notes: Sequence[Note]) -> None:
    """What each seat said last, and the end of its last after-call work, if they are newer."""
    said = {note.seat_id: note for note in _in_order(notes) if note.source != SYSTEM}
    given = {note.seat_id: note for note in _in_order(notes) if note.source == SYSTEM}
    for seat_id, note in said.items():
        now = {"state": note.state, "reason": note.reason, "since": note.at}
        now |= {"until": note.until, "source": note.source}
        older = or_(SeatState.since <= note.at, SeatState.source == SYSTEM)
        _upsert({"tenant_id": owners[seat_id], "seat_id": seat_id, **now}, now, older)
    for seat_id, note in given.items():
        place = {"tenant_id": owners[seat_id], "seat_id": seat_id, "state": READY, "since": note.at}
        until = {"wrapping_until": note.until}
        older = or_(SeatState.wrapping_until.is_(None), SeatState.wrapping_until < note.until)
        _upsert({**place, "source": SYSTEM, **until}, until, older)


def _in_order(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: note.at)


def _upsert(row: dict[str, Any], now: dict[str, Any], older: ColumnElement[bool]) -> None:
    first = insert(SeatState).values(row)
    db.session.execute(
        first.on_conflict_do_update(index_elements=["tenant_id", "seat_id"], set_=now, where=older)
    )


def note_of(tenant: Tenant, seat: Seat, state: str, reason: int | None, minutes: int | None, by: str) -> Note:
    """A change asked for over the API, checked. InvalidInput says what may be asked for."""
    if state not in STATES:
        raise InvalidInput(f"no such state: {state}", where="STATE", allowed=", ".join(STATES))
    codes = busy_reasons(tenant.policies)
    if reason is not None and (state != BUSY or reason not in codes):
        allowed = ", ".join(f"{code} {names['en']}" for code, names in sorted(codes.items()))
        raise InvalidInput(f"no reason {reason} of {state}", where="--reason", allowed=f"of busy: {allowed}")
    if minutes is not None and (state != AFTER_CALL or not 1 <= minutes <= LONGEST_AFTER_CALL):
        raise InvalidInput(
            f"not minutes of {state}: {minutes}",
            where="--minutes",
            allowed=f"1 to {LONGEST_AFTER_CALL}, of {AFTER_CALL}",
        )
    at = clock.now()
    until = at + timedelta(minutes=minutes) if minutes else None
    return Note(seat.id, str(uuid.uuid4()), at, state, reason, until, API, by)


def seat_of(tenant_name: str, number: str) -> Seat:
    """An active seat by its tenant's name and its number."""
    query = select(Seat).join(Tenant).where(Tenant.name == tenant_name, Seat.number == number, Seat.active)
    seat = db.session.scalar(query)
    if seat is None:
        raise NotFound(f"no seat {number} of tenant {tenant_name}")
    return seat


def rows_of(tenant_ids: Sequence[int]) -> dict[int, SeatState]:
    """What the seats of these tenants say, by seat id."""
    query = select(SeatState).where(SeatState.tenant_id.in_(tenant_ids))
    return {row.seat_id: row for row in db.session.scalars(query)}


def intervals_of(tenant_id: int, seat_id: int, since: datetime, to: datetime) -> list[Interval]:
    """The states that a seat was in between two moments, from the first that is known."""
    kept = SeatStateChange
    query = select(kept).where(kept.tenant_id == tenant_id, kept.seat_id == seat_id, kept.at < to)
    rows = db.session.scalars(query.order_by(kept.at, kept.evidence))
    moments = [Moment(row.at, row.state, row.reason, row.until, row.source, row.by) for row in rows]
    return list(within(intervals(moments), since, to))
