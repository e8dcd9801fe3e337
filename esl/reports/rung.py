"""What seats' phones did, counted in the database: exact, of the rows as they are now."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import case, func, select

from seatyard.db import db

from ..models import ANSWERED, Conversation, Leg
from .counting import SATISFIED
from .periods import Period


@dataclass(frozen=True, slots=True)
class Rung:
    """What a seat's phone did, by the legs of it."""

    offered: int = 0
    """Times that it was rung for a call."""
    answered: int = 0
    dialled: int = 0
    """Calls of its own, to outside or to colleagues."""
    reached: int = 0
    """Of those, answered."""
    scored: int = 0
    satisfied: int = 0

    def __add__(self, other: Rung) -> Rung:
        return Rung(*(getattr(self, one) + getattr(other, one) for one in NAMES))


NAMES = tuple(one.name for one in fields(Rung))


def counted(tenant_id: int, period: Period) -> dict[int, Rung]:
    """By seat's id: from its legs, and from what callers said of the calls that it answered."""
    offered, answered = Leg.direction == "outbound", Leg.answered_at.is_not(None)
    many = [
        func.count(case((one, 1))) for one in (offered, offered & answered, ~offered, ~offered & answered)
    ]
    legs = select(Leg.seat_id, *many).where(
        Leg.tenant_id == tenant_id,
        Leg.seat_id.is_not(None),
        Leg.started_at >= period.starts,
        Leg.started_at < period.ends,
    )
    found = {seat: Rung(*counts) for seat, *counts in db.session.execute(legs.group_by(Leg.seat_id))}
    c = Conversation
    scores = select(c.seat_id, func.count(), func.count(case((c.score >= SATISFIED, 1)))).where(
        c.tenant_id == tenant_id,
        c.started_at >= period.starts,
        c.started_at < period.ends,
        c.seat_id.is_not(None),
        c.outcome == ANSWERED,
        c.score.is_not(None),
    )
    for seat, scored, satisfied in db.session.execute(scores.group_by(c.seat_id)):
        found[seat] = found.get(seat, Rung()) + Rung(scored=scored, satisfied=satisfied)
    return found
