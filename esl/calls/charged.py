"""What of calls an invoice may be made of. The floor that makes invoices hears here when it is another.

A record may come after its month was invoiced: swept late, rebuilt, of a call that went on over the close.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, tuple_

from seatyard import leg_kinds
from seatyard.clock import from_epoch_us
from seatyard.db import db, slices

from ..models import Conversation, Leg
from .conversations import ConversationFacts
from .legs import LegFacts


class Crossing(NamedTuple):
    """A leg that crossed to a carrier and was answered."""

    tenant_id: int
    call: str
    call_started_at: datetime | None
    """Which says in what month it is charged."""
    uuid: str
    kind: str
    callee: str
    started_at: datetime | None
    billusec: int


Listener = Callable[[Collection[Crossing]], None]
"""Those that are there now and were not before, and those that were there and are not, or not so."""


def _nobody(changed: Collection[Crossing]) -> None:
    """Without a floor above, nobody made anything of them."""


_listener: Listener = _nobody


def register(listener: Listener) -> None:
    """Hear of changes, in the transaction that makes them."""
    global _listener
    _listener = listener


def tell(before: Collection[Crossing], now: Collection[Crossing]) -> None:
    if changed := set(before) ^ set(now):
        _listener(changed)


def stored(
    calls: Iterable[tuple[int, str]], of_legs: ColumnElement[bool], of_calls: ColumnElement[bool]
) -> Iterator[Crossing]:
    """Of calls in the database (tenant's id, call's id), within the months that these conditions name."""
    g, c = Leg, Conversation
    query = select(g.tenant_id, c.id, c.started_at, g.uuid, g.kind, g.callee, g.started_at, g.billusec).join(
        c, (c.tenant_id == g.tenant_id) & (c.id == g.conversation_id)
    )
    query = query.where(g.kind != leg_kinds.INTERNAL, g.answered_at.is_not(None), of_legs, of_calls)
    for some in slices(calls):
        named = tuple_(g.tenant_id, g.conversation_id).in_(some)
        yield from (Crossing(*row) for row in db.session.connection().execute(query.where(named)))


def folded(told: Iterable[tuple[int, ConversationFacts, LegFacts]]) -> Iterator[Crossing]:
    """Of calls that were made just now: the tenant's id, the call, a leg of it."""
    for tenant_id, call, leg in told:
        if call.kinds[leg.uuid] != leg_kinds.INTERNAL and leg.answered:
            began, started_at = from_epoch_us(call.started), from_epoch_us(leg.started)
            yield Crossing(
                tenant_id,
                call.id,
                began,
                leg.uuid,
                call.kinds[leg.uuid],
                leg.callee,
                started_at,
                leg.billusec,
            )
