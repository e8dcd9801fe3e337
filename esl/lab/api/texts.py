"""Words that several replies share."""

from __future__ import annotations

from ..clock import SECOND

VERSION = "1.11.1-lab+seatyard~64bit"
"""What the lab calls itself: the FreeSWITCH that it follows, and that it is none."""
HUMAN_VERSION = "1.11.1-lab seatyard lab switch, a stand-in for trying and testing"

_UNITS = (
    ("year", 365 * 86_400 * SECOND),
    ("day", 86_400 * SECOND),
    ("hour", 3600 * SECOND),
    ("minute", 60 * SECOND),
    ("second", SECOND),
    ("millisecond", 1000),
    ("microsecond", 1),
)


def uptime_text(us: int) -> str:
    """``0 years, 3 days, 1 hour, …``, as ``status`` and HEARTBEAT say it."""
    parts = []
    for name, size in _UNITS:
        count, us = divmod(us, size)
        parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return ", ".join(parts)
