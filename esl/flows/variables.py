"""What a flow keeps on a call: variables of the tenant's naming, apart from the switch's own."""

from __future__ import annotations

import re

from seatyard.sentence import sentence

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")
TAKEN = frozenset({"caller", "called"})
"""Names that a lookup fills in by itself."""
ALLOWED = sentence("1 to 31 of a-z, 0-9 and _, a letter first; not %(taken)s", taken=", ".join(sorted(TAKEN)))


def channel_variable(name: str) -> str:
    """On the channel, and so in its call record: ``seatyard_in_account``; no name means another one."""
    return f"seatyard_in_{name}"
