"""How long a call of a queue keeps a seat busy: from the queue's own latest talks."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import func, select

from seatyard import clock
from seatyard.db import db, snapshot

from ..models import ANSWERED, Conversation, Leg
from .estimate import USUAL

LATEST = 50
"""Talks that the mean is taken of."""
ENOUGH = 5
"""Fewer say nothing; then the usual figure is taken."""
WITHIN = timedelta(days=1)
KEPT = 60.0
"""Seconds for which a mean is good."""


class Handling:
    """Means by queue, asked for again once a minute."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, float]] = {}

    def seconds(self, tenant_id: int, queue_id: int, wrap_up: int) -> float:
        """The mean talk and the after-call work. Needs an application around it."""
        now = time.monotonic()
        known = self._known.get(queue_id)
        if known is None or known[1] <= now:
            known = self._known[queue_id] = (_mean_talk(tenant_id, queue_id), now + KEPT)
        return known[0] + wrap_up


def _mean_talk(tenant_id: int, queue_id: int) -> float:
    since = clock.now() - WITHIN
    latest = (
        select(Conversation.id)
        .where(
            Conversation.tenant_id == tenant_id,
            Conversation.started_at > since,
            Conversation.queue_id == queue_id,
            Conversation.outcome == ANSWERED,
        )
        .order_by(Conversation.started_at.desc())
        .limit(LATEST)
        .subquery()
    )
    talks = select(func.count(), func.avg(Leg.billusec)).where(
        Leg.tenant_id == tenant_id,
        Leg.conversation_id == latest.c.id,
        Leg.started_at > since,
        Leg.cc_side == "agent",
        Leg.billusec > 0,
    )
    with snapshot():
        count, mean = db.session.execute(talks).one()
    return float(mean) / 1_000_000 if count >= ENOUGH else USUAL
