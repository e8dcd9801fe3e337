"""The legs of a call against time, as bars to draw."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from esl.models import Conversation, Leg

WIDTH = 1000
"""Of the whole call, in the drawing's units."""
_LEAST = 3
"""A bar narrower than this would not be seen."""


@dataclass(frozen=True)
class Bar:
    """One leg: it rings from ``ring_x`` on, and talks from ``talk_x`` on if it was answered."""

    leg: Leg
    paid: bool
    """Whether the call is paid for by this leg, or an invoice charged it besides."""
    ring_x: float
    ring_width: float
    talk_x: float
    talk_width: float


def timeline(call: Conversation, legs: Sequence[Leg], charged: Container[str] = ()) -> list[Bar]:
    """The legs in their order, on one scale from the first one's start to the last one's end.

    ``charged``: uuids of further legs that invoices charged.
    """
    starts = min(leg.started_at for leg in legs)
    whole = max((leg.ended_at - starts).total_seconds() for leg in legs) or 1.0

    def x(moment: datetime) -> float:
        return round((moment - starts).total_seconds() / whole * WIDTH, 1)

    return [
        Bar(
            leg,
            leg.uuid == call.paid_uuid or leg.uuid in charged,
            x(leg.started_at),
            max(_LEAST, x(leg.answered_at or leg.ended_at) - x(leg.started_at)),
            x(leg.answered_at) if leg.answered_at else 0,
            max(_LEAST, x(leg.ended_at) - x(leg.answered_at)) if leg.answered_at else 0,
        )
        for leg in legs
    ]
