"""What a leg that the switch placed by itself was made for: to have its seat call somebody. Pure."""

from __future__ import annotations

from seatyard import leg_kinds

from ..models import OUTBOUND
from .fields import Fields


def made_for(fields: Fields, direction: str) -> str:
    """``clicked``, ``call_back``, or nothing for a leg that something else caused."""
    if direction != OUTBOUND or "originating_leg_uuid" in fields or "cc_side" in fields:
        return ""
    if "seatyard_clicked" in fields:  # esl.dialling.placing
        return leg_kinds.CLICKED
    return leg_kinds.CALL_BACK if fields.identifier("seatyard_queue") else ""  # esl.queues.attempts
