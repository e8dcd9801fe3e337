"""The third report: each seat's calls, and where its time went."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select

from seatyard.db import db
from tenants.models import Seat

from ..models import ANSWERED, Conversation, Leg
from . import kept
from .counting import SATISFIED
from .figures import Times
from .periods import Period
from .ratios import mean, share
from .tables import COUNT, SHARE, TIME, Group, Table, Value, made
from .words import SEATS, Words

COLUMNS = (
    ("offered", COUNT), ("answered", COUNT), ("missed", COUNT), ("answer_rate", SHARE), ("dialled", COUNT),
    ("talking", TIME), ("hold", TIME), ("after_call", TIME), ("handling_time", TIME), ("signed_in", TIME),
    ("ready", TIME), ("busy", TIME), ("utilisation", SHARE), ("occupancy", SHARE), ("satisfaction", SHARE),
)  # fmt: skip


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
        return Rung(*(one + two for one, two in zip(_all(self), _all(other), strict=True)))


def seats(tenant_id: int, period: Period) -> Table:
    """By number, all that the tenant has or had."""
    query = select(Seat.id, Seat.number, Seat.name).where(Seat.tenant_id == tenant_id).order_by(Seat.number)
    named = {id: (number, name) for id, number, name in db.session.execute(query)}
    rung, times = _rung(tenant_id, period), kept.by_seat(tenant_id, period)
    rows = {
        number: (Words(*[f"{number} {name}"] * 2), _group(rung.get(id, Rung()), times.get(id, Times())))
        for id, (number, name) in named.items()
    }
    before = period.before
    return made(
        SEATS,
        period,
        "seat",
        COLUMNS,
        rows,
        _group(sum(rung.values(), Rung()), kept.together(times.values())),
        _group(sum(_rung(tenant_id, before).values(), Rung()), kept.total(tenant_id, before)),
    )


def _rung(tenant_id: int, period: Period) -> dict[int, Rung]:
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


def _group(rung: Rung, times: Times) -> Group:
    more: dict[str, Value] = {
        "offered": rung.offered,
        "answered": rung.answered,
        "missed": rung.offered - rung.answered,
        "answer_rate": share(rung.answered, rung.offered),
        "dialled": rung.dialled,
        "handling_time": mean(times.worked, rung.answered + rung.reached) if times.signed_in else None,
        "satisfaction": share(rung.satisfied, rung.scored),
    }
    return Group(times=times, more=more)


def _all(rung: Rung) -> tuple[int, ...]:
    return rung.offered, rung.answered, rung.dialled, rung.reached, rung.scored, rung.satisfied
