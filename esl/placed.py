"""Calls that Seatyard places by itself: one name for the call, whichever of a seat's phones answers.

Every leg that rings for such a call carries the name: a switch takes ``origination_uuid`` for one of them
only (``Duplicate UUID!``, switch_core_session.c). The conversation is known by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PLACED = "seatyard_placed"
SHOWN = "presence_data"
"""The only free variable that ``show channels`` has a column for, from a leg's first ring on."""


def variables(call: str) -> dict[str, str]:
    """What the legs are placed with."""
    return {PLACED: call, SHOWN: call}


def is_up(call: str, channels: Iterable[Mapping[str, str]]) -> bool:
    """Whether a leg of it is among these rows of ``show channels``."""
    return any(row.get(SHOWN) == call for row in channels)
