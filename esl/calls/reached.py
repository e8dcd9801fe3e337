"""What call records tell of the seats that a call reached, and how that ended."""

from __future__ import annotations

from collections.abc import Collection

from seatyard.clock import from_epoch_us

from ..models import OUTBOUND
from ..parameters import ended
from .conversations import ConversationFacts
from .legs import LegFacts

Told = tuple[int, ConversationFacts, LegFacts]
"""A tenant's id, a conversation of its, and a leg of that."""


def keep(told: Collection[Told]) -> None:
    """Let these legs' tenants know, in the caller's transaction."""
    ended.keep([one for one in map(_ended, told) if one is not None])


def _ended(told: Told) -> ended.Ended | None:
    tenant_id, call, leg = told
    started, at = from_epoch_us(leg.started), from_epoch_us(leg.ended)
    if not (leg.seat_id and leg.direction == OUTBOUND and not leg.asked and started and at):
        return None
    return ended.Ended(
        tenant_id=tenant_id,
        seat_id=leg.seat_id,
        queue_id=leg.queue_id,
        caller=call.caller,
        called=call.did or call.callee,
        call=leg.placed or leg.parent or leg.uuid,
        leg=leg.uuid,
        started_at=started,
        answered_at=from_epoch_us(leg.answered) if leg.answered else None,
        ended_at=at,
        cause=leg.cause,
    )
