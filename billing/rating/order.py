"""The order that calls come in. One out of order may be one told twice, or lost between two months."""

from __future__ import annotations

from datetime import UTC, datetime

from seatyard.errors import InvalidInput

from ..engine.facts import Call

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Before all calls."""


def check_order(before: Call | None, call: Call) -> None:
    """Refuse a call that does not come after the one before it."""
    if before is not None and call.key <= before.key:
        message = f"call {call.id} of {call.starts.isoformat()} comes after {before.id}"
        allowed = "each call once, in order of start, then of id"
        raise InvalidInput(message, where="calls", allowed=allowed)
