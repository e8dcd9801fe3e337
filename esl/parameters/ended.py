"""How a call to a seat ended, from its records: told once, and surely, though perhaps late."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.clock import from_epoch_us
from seatyard.db import db, slices
from tenants.models import Queue, Seat, Tenant

from ..calls.conversations import ConversationFacts
from ..calls.legs import LegFacts
from ..models import OUTBOUND
from ..webhooks.outbox import Message, put
from .wish import Wish

OLD = timedelta(days=1)
"""Records that come later, or are folded anew, tell nobody anything."""

Told = tuple[int, ConversationFacts, LegFacts]
"""A tenant's id, a conversation of its, and a leg of that."""


def keep(told: Collection[Told]) -> None:
    """Put what these legs say into the outbox, in the caller's transaction."""
    since = clock.now() - OLD
    legs = [one for one in told if _reached_a_seat(one[2]) and _at(one[2].ended) > since]
    wishes = _wishes({tenant_id for tenant_id, _, _ in legs})
    put(list(_messages([one for one in legs if one[0] in wishes])))


def _reached_a_seat(leg: LegFacts) -> bool:
    return bool(leg.seat_id and leg.direction == OUTBOUND and leg.parent)


def _wishes(tenant_ids: Collection[int]) -> set[int]:
    """Those tenants that are to be told."""
    found: set[int] = set()
    for some in slices(sorted(tenant_ids)):
        rows = db.session.execute(select(Tenant.id, Tenant.policies).where(Tenant.id.in_(some)))
        found |= {id for id, policies in rows.tuples() if Wish.of(policies).webhook}
    return found


def _messages(legs: Collection[Told]) -> Iterator[Message]:
    seats = _names(Seat.id, Seat.number, {leg.seat_id for _, _, leg in legs if leg.seat_id})
    queues = _names(Queue.id, Queue.name, {leg.queue_id for _, _, leg in legs if leg.queue_id})
    for tenant_id, call, leg in legs:
        data = {
            "seat": seats.get(leg.seat_id or 0, ""),
            "queue": queues.get(leg.queue_id or 0, ""),
            "caller": call.caller,
            "called": call.did or call.callee,
            "call": leg.parent,
            "leg": leg.uuid,
            "started_at": _at(leg.started).isoformat(),
            "answered_at": _at(leg.answered).isoformat() if leg.answered else None,
            "ended_at": _at(leg.ended).isoformat(),
            "cause": leg.cause,
        }
        yield Message(tenant_id, "call.ended", leg.uuid, _at(leg.ended), data, leg.seat_id)


def _names(id: Any, name: Any, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in slices(sorted(ids)):
        found |= dict(db.session.execute(select(id, name).where(id.in_(some))).tuples().all())
    return found


def _at(microseconds: int) -> datetime:
    return from_epoch_us(microseconds) or datetime.min.replace(tzinfo=UTC)
