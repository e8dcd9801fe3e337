"""What call records tell of callers who want to be called back."""

from __future__ import annotations

from collections.abc import Collection

from seatyard.clock import from_epoch_us

from ..queues import asking
from .e164 import e164
from .legs import LegFacts


def keep(told: Collection[tuple[int, LegFacts]]) -> None:
    """Record the wishes of these legs (a tenant's id with each), in the caller's transaction."""
    wishes = []
    for tenant_id, leg in told:
        found, asked = asking.read(leg.call_back), from_epoch_us(leg.ended)
        if found and asked:
            queue_id, number, joined = found
            wishes.append(
                asking.Wish(tenant_id, leg.node_id, leg.uuid, queue_id, e164(number), joined, asked)
            )
    asking.keep(wishes)
