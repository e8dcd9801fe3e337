"""One node's word about its seats' states: collected as it comes, written in the worker's loop."""

from __future__ import annotations

import logging

from seatyard.db import transaction

from ..session import Event
from .notes import DUMP, EVENT, VARIABLE, Note, note, remembered
from .service import record

logger = logging.getLogger(__name__)

__all__ = ["DUMP", "EVENT", "Hearing"]


class Hearing:
    """Feed it events, and the switch's memory after a gap; what is known already stays as it is."""

    def __init__(self, node_id: int) -> None:
        self.node_id = node_id
        self._notes: list[Note] = []

    def feed(self, event: Event) -> None:
        """A ``seatyard::state``; any other event is passed over."""
        found = heard(event)
        if found is not None:
            self._notes.append(found)

    def resync(self, dump: str) -> None:
        """The answer to :data:`DUMP`: the last code that each seat dialled, within this run of the switch."""
        self._notes += remembered(dump)

    def write(self) -> set[int]:
        """Keep what was heard; the seats that it is about. Needs an application around it."""
        notes = list(self._notes)
        if not notes:
            return set()
        with transaction():
            seats = record(notes, self.node_id)
        del self._notes[: len(notes)]
        for one in notes:
            logger.info("node %d: seat %d: %s %s", self.node_id, one.seat_id, one.state, one.reason or "")
        return seats


def heard(event: Event) -> Note | None:
    """Of a ``seatyard::state``; None for any other event."""
    if event.name != EVENT or event.at is None:
        return None
    seat = event.get("variable_seatyard_seat")
    if not (seat.isascii() and seat.isdigit()):
        return None
    return note(int(seat), event.get("Unique-ID"), event.at, event.get(f"variable_{VARIABLE}"))
