"""How a call to a seat ended, from its records: told once, and surely, though perhaps late."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, slices
from tenants.models import Queue, Seat, Tenant

from ..webhooks.outbox import Message, put
from .wish import Wish

OLD = timedelta(days=1)
"""Records that come later, or are folded anew, tell nobody anything."""


@dataclass(frozen=True)
class Ended:
    """A seat's leg of a call."""

    tenant_id: int
    seat_id: int
    queue_id: int | None
    caller: str
    called: str
    call: str
    """The caller's leg."""
    leg: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    cause: str


def keep(legs: Collection[Ended]) -> None:
    """Put them into the outbox, in the caller's transaction."""
    since = clock.now() - OLD
    fresh = [one for one in legs if one.ended_at > since]
    wishes = _wishes({one.tenant_id for one in fresh})
    put(list(_messages([one for one in fresh if one.tenant_id in wishes])))


def _wishes(tenant_ids: Collection[int]) -> set[int]:
    """Those tenants that are to be told."""
    found: set[int] = set()
    for some in slices(sorted(tenant_ids)):
        rows = db.session.execute(select(Tenant.id, Tenant.policies).where(Tenant.id.in_(some)))
        found |= {id for id, policies in rows.tuples() if Wish.of(policies).webhook}
    return found


def _messages(legs: Collection[Ended]) -> Iterator[Message]:
    """Of a seat that there is not, or not in this tenant, nothing is told: a record may name anything."""
    seats = _names(Seat, Seat.number, {leg.seat_id for leg in legs})
    queues = _names(Queue, Queue.name, {leg.queue_id for leg in legs if leg.queue_id})
    for leg in legs:
        if (leg.tenant_id, leg.seat_id) not in seats:
            continue
        data = {
            "seat": seats[leg.tenant_id, leg.seat_id],
            "queue": queues.get((leg.tenant_id, leg.queue_id or 0), ""),
            "caller": leg.caller,
            "called": leg.called,
            "call": leg.call,
            "leg": leg.leg,
            "started_at": leg.started_at.isoformat(),
            "answered_at": leg.answered_at.isoformat() if leg.answered_at else None,
            "ended_at": leg.ended_at.isoformat(),
            "cause": leg.cause,
        }
        yield Message(leg.tenant_id, "call.ended", leg.leg, leg.ended_at, data, leg.seat_id)


def _names(of: type[Seat] | type[Queue], name: Any, ids: Collection[int]) -> dict[tuple[int, int], str]:
    """By tenant and id."""
    found: dict[tuple[int, int], str] = {}
    for some in slices(sorted(ids)):
        rows = db.session.execute(select(of.tenant_id, of.id, name).where(of.id.in_(some)))
        found |= {(tenant_id, id): text for tenant_id, id, text in rows.tuples()}
    return found
