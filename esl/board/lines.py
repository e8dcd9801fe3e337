"""The channels of one node that matter to boards: who rings, who talks to whom. A pure machine over events.

Moments are the switch's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..calls.e164 import e164
from ..outages.calling import CONTEXT as CHECKS
from ..reconcile.channels import ANSWERED, ENDED
from ..reconcile.firsts import CREATED
from ..reconcile.telling import moment
from ..seats.notes import SUPERVISES
from ..session import Event

BRIDGED, HELD, UNHELD = "CHANNEL_BRIDGE", "CHANNEL_HOLD", "CHANNEL_UNHOLD"
EVENTS = (BRIDGED, HELD, UNHELD)
"""What is heard for boards alone; the rest of a channel's life is heard anyway."""
LAG = timedelta(seconds=5)
"""Younger than this a channel may be missing from the switch's list."""


@dataclass(slots=True)
class Line:
    uuid: str
    began: datetime
    tenant_id: int | None = None
    seat_id: int | None = None
    """Of a seat's own leg."""
    offered: bool = False
    """Whether the switch placed it; else it came in."""
    caller: str = ""
    called: str = ""
    did: str = ""
    answered: datetime | None = None
    held: datetime | None = None
    other: str = ""
    """The leg that it is, or is to be, joined to."""
    supervises: bool = False
    queue_id: int | None = None
    """Of a seat's leg that a queue has rung."""

    @property
    def code(self) -> bool:
        """A star code that a seat dialled: no call."""
        return not self.offered and self.called.startswith("*")


class Lines:
    def __init__(self) -> None:
        self.known: dict[str, Line] = {}
        self._seats: dict[int, set[str]] = {}

    def of_seat(self, seat_id: int) -> list[Line]:
        """Its calls, the oldest first, without star codes."""
        found = [self.known[uuid] for uuid in self._seats.get(seat_id, ())]
        return sorted((one for one in found if not one.code), key=lambda one: (one.began, one.uuid))

    def feed(self, event: Event) -> Iterator[Line]:
        """Any event; those lines that are not what they were."""
        uuid, at = event.get("Unique-ID"), event.at
        if not uuid or at is None or event.get("Caller-Context") == CHECKS:
            return
        if event.name in (CREATED, ANSWERED):
            line = self._take(event, uuid, at)
            if event.name == ANSWERED:
                line.answered = line.answered or at
            yield line
        elif event.name == BRIDGED:
            yield from self.join(event.get("Bridge-A-Unique-ID"), event.get("Bridge-B-Unique-ID"))
        elif event.name in (HELD, UNHELD) and (found := self.known.get(uuid)):
            found.held = at if event.name == HELD else None
            yield found
        elif event.name == ENDED:
            yield from self._end(uuid)

    def join(self, one: str, other: str) -> Iterator[Line]:
        """Two legs talk to each other."""
        pair = [line for uuid in (one, other) if (line := self.known.get(uuid))]
        for line in pair:
            line.other = other if line.uuid == one else one
        yield from pair

    def listed(self, at: datetime, there: Mapping[str, Mapping[str, str]]) -> Iterator[Line]:
        """The switch's own list of its channels at ``at``: what is not there any more has ended."""
        for uuid, line in list(self.known.items()):
            if uuid not in there and at - max(line.began, line.answered or line.began) > LAG:
                yield from self._end(uuid)

    def unknown(self, there: Iterable[Mapping[str, str]]) -> list[str]:
        """Channels of the switch's list that nobody was heard of."""
        rows = (row for row in there if row.get("context") != CHECKS)
        return [row["uuid"] for row in rows if row.get("uuid") and row["uuid"] not in self.known]

    def dumped(self, uuid: str, dump: Event) -> Iterator[Line]:
        """What the switch says of one when it is asked (``uuid_dump``)."""
        if dump.get("Unique-ID") != uuid or dump.at is None or dump.get("Caller-Context") == CHECKS:
            return
        line = self._take(dump, uuid, dump.at)
        if dump.get("Answer-State") == "answered":
            line.answered = moment(dump, "Caller-Channel-Answered-Time") or dump.at
        if dump.get("Channel-Call-State") == "HELD":
            line.held = moment(dump, "Caller-Channel-Last-Hold") or dump.at
        yield line

    def _take(self, event: Event, uuid: str, at: datetime) -> Line:
        line = self.known.get(uuid)
        if line is None:
            began = moment(event, "Caller-Channel-Created-Time") or at
            line = self.known[uuid] = Line(uuid, began)
            line.offered = event.get("Call-Direction") == "outbound"
            line.called = event.get("Caller-Destination-Number")
        line.tenant_id = _id(event.get("variable_seatyard_tenant")) or line.tenant_id
        line.caller = e164(event.get("Caller-Caller-ID-Number")) or line.caller
        line.did = event.get("variable_seatyard_did") or line.did
        line.other = event.get("Other-Leg-Unique-ID") or event.get("variable_bridge_uuid") or line.other
        line.other = event.get("variable_cc_member_session_uuid") or line.other
        line.supervises = bool(event.get(f"variable_{SUPERVISES}"))
        line.queue_id = named_id("queue", event.get("variable_cc_queue")) if line.offered else None
        if (seat := _id(event.get("variable_seatyard_seat"))) and line.seat_id is None:
            line.seat_id = seat
            self._seats.setdefault(seat, set()).add(uuid)
        if (other := self.known.get(line.other)) and not other.other:
            other.other = uuid
        return line

    def _end(self, uuid: str) -> Iterator[Line]:
        line = self.known.pop(uuid, None)
        if line is None:
            return
        if line.seat_id is not None:
            self._seats[line.seat_id].discard(uuid)
            if not self._seats[line.seat_id]:
                del self._seats[line.seat_id]
        yield line
        if (other := self.known.get(line.other)) and other.other == uuid:
            other.other = ""
            yield other


def named_id(kind: str, name: str) -> int | None:
    """7 of ``queue-7@acme.example.com``; None for what is named otherwise."""
    what, _, its = name.partition("@")[0].partition("-")
    return _id(its) if what == kind else None


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None
