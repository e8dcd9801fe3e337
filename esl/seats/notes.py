"""What the switch says of a seat's state, read from its three accounts of the same call.

A star code sets the channel variable ``seatyard_state``, fires ``seatyard::state``, and leaves the same
in the switch's memory (``hash``) until the next one. So it's heard at once, found again after a gap
of the Event Socket, and stands in the call's record; the call's uuid makes the three one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from seatyard import clock

from ..models import AFTER_CALL, BUSY, READY, SIGNED_OUT, STAR_CODE, SYSTEM

EVENT = "seatyard::state"
VARIABLE = "seatyard_state"
SUPERVISES = "seatyard_supervises"
"""On a supervisor's leg: ``listen:2002``, what it did to which seat."""
ASKED = "seatyard_asked"
"""On a supervisor's leg: the id of what was asked for over the API."""
MEMORY = "seatyard_states"
"""The realm of mod_hash: the seat's id to ``<variable>;<epoch>;<uuid>``."""
DUMP = f"hash_dump db {MEMORY}"

STATES = (READY, BUSY, AFTER_CALL, SIGNED_OUT)
_SAID = re.compile(rf"({'|'.join(STATES)}):(\d?):(\d{{0,2}})\Z")
_KEPT = re.compile(rf"D/{MEMORY}_(\d{{1,9}})/([^;]*);(\d{{1,12}});([\w-]{{1,64}})\Z")
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Note:
    """A seat entered a state."""

    seat_id: int
    evidence: str
    at: datetime
    state: str
    reason: int | None = None
    until: datetime | None = None
    source: str = STAR_CODE
    by: str = ""
    tenant_id: int | None = None
    """Whose seat it must be, where that is known."""


def said(state: str, reason: str = "", minutes: str = "") -> str:
    """The value of :data:`VARIABLE`; the parts may be the dialplan's own ``$1``."""
    return f"{state}:{reason}:{minutes}"


def note(seat_id: int, evidence: str, at: datetime, text: str) -> Note | None:
    """Read ``busy:2:``; None for what no star code says."""
    found = _SAID.match(text)
    if found is None or not 0 < seat_id <= _LARGEST_ID or not evidence:
        return None
    state, reason, minutes = found.groups()
    until = at + timedelta(minutes=int(minutes)) if minutes and state == AFTER_CALL else None
    return Note(seat_id, evidence[:64], at, state, int(reason) if reason and state == BUSY else None, until)


def of_tenant(found: Note, tenant_id: int) -> Note:
    return replace(found, tenant_id=tenant_id)


def remembered(dump: str) -> Iterator[Note]:
    """The last note of each seat in the switch's memory, to the second."""
    for line in dump.splitlines():
        if kept := _KEPT.match(line):
            at = clock.from_epoch_us(int(kept[3]) * 1_000_000)
            found = note(int(kept[1]), kept[4], at, kept[2]) if at else None
            if found:
                yield found


def wrap_up(tenant_id: int, seat_id: int, evidence: str, ended: datetime, seconds: int) -> Note:
    """The after-call work that the switch gives a seat at the end of a queue's call."""
    until = ended + timedelta(seconds=seconds)
    return Note(seat_id, evidence, ended, AFTER_CALL, None, until, SYSTEM, tenant_id=tenant_id)
