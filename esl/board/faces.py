"""What the board shows of a seat, a queue, a caller: entries as plain documents. Pure.

Moments are milliseconds since 1970, on our clock, which browsers count on from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..models import AFTER_CALL, READY, SIGNED_OUT
from ..reports.figures import Counts
from ..seat_time.states import DIALLING, HOLD, RINGING, TALKING, UNREGISTERED
from ..seats.service import Shown
from .callers import Caller
from .lines import Line

Entry = dict[str, Any]
MENU, WAITING = "menu", "waiting"
BUSY_WITH_A_CALL = frozenset({TALKING, HOLD, RINGING, DIALLING})
NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a seat beside its calls."""

    number: str
    name: str
    supervisor: bool
    queues: tuple[int, ...]
    says: Shown
    there: bool
    """A phone of its is registered, or it is an ordinary telephone."""
    free_since: datetime | None = None
    """When its last call ended."""
    wrap: tuple[datetime, datetime] | None = None
    """The after-call work that the switch gave it last: from, to."""


def seat(
    known: Known, lines: list[Line], others: Mapping[str, Line], at: datetime, ahead: timedelta
) -> Entry:
    """``ahead``: by how much our clock is ahead of the switch's."""
    face: Entry = {
        "number": known.number,
        "name": known.name,
        "supervisor": known.supervisor,
        "queues": list(known.queues),
    }
    if lines:
        return face | _on_a_call(lines, others, ahead)
    return face | _without_a_call(known, at)


def _on_a_call(lines: list[Line], others: Mapping[str, Line], ahead: timedelta) -> Entry:
    talking = next((one for one in lines if one.answered and not one.held), None)
    line = talking or next((one for one in lines if one.held), lines[-1])
    if talking:
        state, since = TALKING, line.answered
    elif line.held:
        state, since = HOLD, line.held
    else:
        state, since = RINGING if line.offered else DIALLING, line.began
    other = others.get(line.other)
    return {
        "state": state,
        "since": _ms(since, ahead),
        "call": {
            "leg": line.uuid,
            "with": line.other,
            "party": _party(line, other),
            "outward": not line.offered,
            "queue": line.queue_id,
            "did": line.did or (other.did if other else ""),
            "began": _ms(line.answered or line.began, ahead),
            "supervises": line.supervises,
            "waits": line.queue_id is not None and line.answered is None,
        },
    }


def _party(line: Line, other: Line | None) -> str:
    """The number of the other side."""
    if not line.offered:
        return line.called
    return (other.called if other.offered else other.caller) if other else line.caller


def _without_a_call(known: Known, at: datetime) -> Entry:
    says = known.says
    if says.state == SIGNED_OUT or not known.there:
        state = SIGNED_OUT if says.state == SIGNED_OUT else UNREGISTERED
        return {"state": state, "since": _ms(says.since) if state == SIGNED_OUT else None}
    if says.state == READY and known.wrap is not None and known.wrap[1] > at:
        return {"state": AFTER_CALL, "since": _ms(known.wrap[0]), "until": _ms(known.wrap[1])}
    since = says.since
    if says.state == READY:
        ends = (known.free_since, known.wrap[1] if known.wrap else None, says.since)
        since = max((one for one in ends if one is not None), default=None)
    face: Entry = {"state": says.state, "since": _ms(since)}
    if says.reason is not None:
        face["reason"] = says.reason
    if says.until is not None:
        face["until"] = _ms(says.until)
    return face


def queue(
    name: str, counts: Counts, callers: Iterable[Caller], states: Sequence[str], ahead: timedelta
) -> Entry:
    """``callers`` are the queue's own, ``states`` its seats'."""
    waiting = [one.joined for one in callers if one.waits]
    return {
        "name": name,
        "waiting": len(waiting),
        "since": _ms(min(waiting), ahead) if waiting else None,
        "offered": counts.offered,
        "answered": counts.queue_answered,
        "in_time": counts.in_time,
        "abandoned": counts.abandoned,
        "ready": states.count(READY),
        "talking": sum(map(states.count, BUSY_WITH_A_CALL)),
        "seats": len(states),
    }


def waiting(caller: Caller, line: Line | None, ahead: timedelta) -> Entry:
    did = line.did if line else ""
    return {
        "state": WAITING,
        "party": caller.number,
        "queue": caller.queue_id,
        "did": did,
        "since": _ms(caller.joined, ahead),
    }


def in_the_menu(line: Line, ahead: timedelta) -> Entry:
    """A caller who came in and is with nobody, in no queue."""
    since = _ms(line.answered or line.began, ahead)
    return {"state": MENU, "party": line.caller, "queue": None, "did": line.did, "since": since}


def _ms(moment: datetime | None, ahead: timedelta = NONE) -> int | None:
    return None if moment is None else round((moment + ahead).timestamp() * 1000)
