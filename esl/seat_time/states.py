"""The states of a seat's time, and which of them count as signed in."""

from __future__ import annotations

from ..models import AFTER_CALL, BUSY, READY, SIGNED_OUT

TALKING, HOLD, RINGING, DIALLING = "talking", "hold", "ringing", "dialling"
UNREGISTERED, UNKNOWN, NOT_LEASED = "unregistered", "unknown", "not_leased"

STATES = (
    TALKING,
    HOLD,
    RINGING,
    DIALLING,
    AFTER_CALL,
    READY,
    BUSY,
    SIGNED_OUT,
    UNREGISTERED,
    NOT_LEASED,
    UNKNOWN,
)
"""All of them, in the order in which they are shown.

``hold``: the seat's own phone has put every one of its calls on hold. ``ringing``: it is offered a call;
``dialling``: it calls somebody who has not answered. ``unregistered``: the switch has no phone of its.
"""

SIGNED_IN = frozenset({TALKING, HOLD, RINGING, DIALLING, AFTER_CALL, READY, BUSY})
"""As the switch has it: a phone is there, and the seat has not signed out (``provisioning.desired``)."""
