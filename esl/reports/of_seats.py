"""The third report: each seat's calls, and where its time went."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from tenants.models import Seat

from ..call_sums import reading
from . import kept
from .figures import Times
from .periods import Period
from .ratios import mean, share
from .rung import Rung
from .tables import COUNT, SHARE, TIME, Group, Table, Value, made
from .words import SEATS, Words

COLUMNS = (
    ("offered", COUNT), ("answered", COUNT), ("missed", COUNT), ("answer_rate", SHARE), ("dialled", COUNT),
    ("talking", TIME), ("hold", TIME), ("after_call", TIME), ("handling_time", TIME), ("signed_in", TIME),
    ("ready", TIME), ("busy", TIME), ("utilisation", SHARE), ("occupancy", SHARE), ("satisfaction", SHARE),
)  # fmt: skip


def seats(tenant_id: int, period: Period) -> Table:
    """By number, all that the tenant has or had."""
    query = select(Seat.id, Seat.number, Seat.name).where(Seat.tenant_id == tenant_id).order_by(Seat.number)
    named = {id: (number, name) for id, number, name in db.session.execute(query)}
    rung, times = reading.rung(tenant_id, period), kept.by_seat(tenant_id, period)
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
        _group(sum(reading.rung(tenant_id, before).values(), Rung()), kept.total(tenant_id, before)),
    )


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
