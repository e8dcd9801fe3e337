"""The path of a call in time: who was on the line, and what happened there, from its legs and their records.

The caller's own leg walks the flow: each application that its record names is a step until the next one. Then
come the queue, who was rung, the talk with its holds, and the seat's after-call work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from seatyard.clock import from_epoch_us
from seatyard.db import db

from ..models import AFTER_CALL, CdrRecord, Conversation, Leg, SeatStateChange
from ..seat_time.models import LegHold
from .fields import applications
from .legs import AGENT, CARRIER

RINGING, FLOW, QUEUE, TALKING, HOLD, AFTER = "ringing", "flow", "queue", "talking", "hold", "after_call"
STATES = (RINGING, FLOW, QUEUE, TALKING, HOLD, AFTER)

STEPS = {
    "playback": "play",
    "loop_playback": "play",
    "speak": "speech",
    "say": "speech",
    "play_and_get_digits": "menu",
    "read": "collect",
    "voicemail": "voicemail",
    "curl": "lookup",
    "conference": "conference",
    "valet_park": "park",
}
"""Applications of the switch that a caller notices, by what they are for a flow."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A time in which one thing was going on."""

    state: str
    starts: datetime
    ends: datetime
    step: str = ""
    """Of ``flow``: what kind of node it was, one of ``STEPS``' words."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One leg, from its ring to its end and, of a seat, the work after it."""

    leg: Leg
    pieces: list[Piece]


def path(call: Conversation, legs: Sequence[Leg]) -> list[Lane]:
    """A lane for each leg, in their order."""
    holds, after = _holds(call, legs), _after(call, legs)
    entry = _entry(call, legs)
    return [
        Lane(
            leg,
            [
                *(_of_caller(call, legs, leg) if leg is entry else _of_leg(leg, holds.get(leg.uuid, []))),
                *after.get(leg.uuid, []),
            ],
        )
        for leg in legs
    ]


def _entry(call: Conversation, legs: Sequence[Leg]) -> Leg | None:
    """Of a call that came in, the caller's own leg: it met the flow, and may have waited."""
    came = (leg for leg in legs if leg.side == CARRIER and leg.direction == "inbound")
    return next(came, None) if call.direction == "inbound" else None


def _of_leg(leg: Leg, holds: Sequence[tuple[datetime, datetime]]) -> Iterator[Piece]:
    answered = leg.answered_at
    yield Piece(RINGING, leg.started_at, answered or leg.ended_at)
    if answered is None:
        return
    at = answered
    for begun, over in holds:
        begun, over = max(at, begun), min(over, leg.ended_at)
        if begun < over:
            yield Piece(TALKING, at, begun)
            yield Piece(HOLD, begun, over)
            at = over
    yield Piece(TALKING, at, leg.ended_at)


def _of_caller(call: Conversation, legs: Sequence[Leg], entry: Leg) -> Iterator[Piece]:
    """Ringing, the flow's steps, the queue, the talk."""
    if entry.answered_at is None:
        yield Piece(RINGING, entry.started_at, entry.ended_at)
        return
    yield Piece(RINGING, entry.started_at, entry.answered_at)
    met = _met(legs, entry)
    over = met or entry.ended_at
    joined = over
    if call.wait_us is not None:
        joined = max(entry.answered_at, min(over, over - timedelta(microseconds=call.wait_us)))
    yield from _steps(entry, entry.answered_at, joined)
    if joined < over:
        yield Piece(QUEUE, joined, over)
    if met is not None:
        yield Piece(TALKING, met, entry.ended_at)


def _met(legs: Sequence[Leg], entry: Leg) -> datetime | None:
    """When somebody answered: the queue's seat, else whoever was first."""
    answers = [leg for leg in legs if leg is not entry and leg.answered_at and leg.side != "switch"]
    answers.sort(key=lambda leg: (leg.cc_side != AGENT, leg.answered_at))
    return answers[0].answered_at if answers else None


def _steps(entry: Leg, starts: datetime, ends: datetime) -> Iterator[Piece]:
    """What the caller's record tells of the way through the flow; one piece where it tells nothing."""
    body = db.session.scalar(select(CdrRecord.body).filter_by(id=entry.cdr_id))
    ran = [(name, from_epoch_us(at)) for name, at in applications(_document(body)) if name in STEPS]
    inside = [(STEPS[name], at) for name, at in ran if at is not None and starts <= at < ends]
    edges = [*(at for _, at in inside), ends]
    if starts < edges[0]:
        yield Piece(FLOW, starts, edges[0])
    for (step, at), until in zip(inside, edges[1:], strict=True):
        yield Piece(FLOW, at, until, step)


def _document(body: str | None) -> dict[str, Any]:
    try:
        found = json.loads(body or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _holds(call: Conversation, legs: Sequence[Leg]) -> dict[str, list[tuple[datetime, datetime]]]:
    query = select(LegHold.uuid, LegHold.starts_at, LegHold.ends_at).where(
        LegHold.tenant_id == call.tenant_id,
        LegHold.node_id.in_({leg.node_id for leg in legs}),
        LegHold.uuid.in_([leg.uuid for leg in legs]),
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for uuid, begun, over in db.session.execute(query.order_by(LegHold.starts_at)):
        found.setdefault(uuid, []).append((begun, over))
    return found


def _after(call: Conversation, legs: Sequence[Leg]) -> dict[str, list[Piece]]:
    """The after-call work behind each leg, until its end or what the seat said next."""
    row, found = SeatStateChange, {}
    for leg in legs:
        if leg.seat_id is None or leg.answered_at is None:
            continue
        mine = (row.tenant_id == call.tenant_id, row.seat_id == leg.seat_id)
        key = (*mine, row.evidence == leg.uuid, row.state == AFTER_CALL)
        given = db.session.execute(select(row.at, row.until).where(*key)).one_or_none()
        if given is None or given.until is None:
            continue
        later = select(row.at).where(*mine, row.at > given.at, row.at < given.until).order_by(row.at).limit(1)
        found[leg.uuid] = [Piece(AFTER, given.at, db.session.scalar(later) or given.until)]
    return found
