"""One tenant's board: what its entries are, by what its node's switch said and what the database knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from seatyard import clock

from ..models import SeatState
from ..provisioning.desired import Phone, reachable
from ..seats.service import shown
from . import faces
from .callers import Caller
from .day import Day
from .faces import Entry
from .heard import Changed, Heard
from .lines import Line
from .models import CALLER, QUEUE, SEAT
from .roster import Roster

Key = tuple[str, str]
"""Kind and key of an entry."""


class Room:
    """``says`` is what its seats said last, by seat id."""

    def __init__(self, roster: Roster, says: dict[int, SeatState], heard: Heard) -> None:
        self.roster, self.says, self._heard = roster, says, heard
        self.day = Day(roster.midnight())
        self.entries: dict[Key, Entry] = {}
        """As they are."""
        self._states: dict[int, str] = {}
        """What the entries of its seats say."""
        self._until: dict[int, datetime] = {}
        """When after-call work of seats is over."""

    def callers(self) -> list[Caller]:
        """Of its queues, those whose record is to come too."""
        return [one for one in self._heard.callers.known.values() if one.queue_id in self.roster.queues]

    def make_all(self, registered: Collection[Phone]) -> None:
        self.entries.clear()
        lines = (one.uuid for one in self._heard.lines.known.values() if one.seat_id is None)
        everybody = {*lines, *(one.uuid for one in self.callers())}
        self._make(Changed(seats=set(self.roster.seats), callers=everybody), registered)
        self.count()

    def make(self, changed: Changed, registered: Collection[Phone]) -> None:
        """Make anew what has changed, and what is due."""
        if self._make(changed, registered):
            self.count()

    def _make(self, changed: Changed, registered: Collection[Phone]) -> bool:
        """Seats and callers; whether any was of this tenant's."""
        seats = self._concerned(changed)
        for seat_id in seats:
            entry = self.entries[SEAT, str(seat_id)] = self._seat(seat_id, registered)
            self._states[seat_id] = entry["state"]
        touched = [uuid for uuid in changed.callers if self._show(uuid)]
        return bool(seats or touched)

    def count(self) -> None:
        """Make the queues anew."""
        self.entries |= dict(self._queues())

    def _concerned(self, changed: Changed) -> set[int]:
        now = clock.now()
        over = {seat_id for seat_id, until in self._until.items() if until <= now}
        numbers = {number for number, domain in changed.phones if domain == self.roster.domain}
        phones = (
            {id for id, seat in self.roster.seats.items() if seat.number in numbers} if numbers else set()
        )
        return (changed.seats | changed.says | over | phones) & self.roster.seats.keys()

    def _seat(self, seat_id: int, registered: Collection[Phone]) -> Entry:
        place, now, wrap = self.roster.seats[seat_id], clock.now(), self._wrap(seat_id)
        known = faces.Known(
            place.number,
            place.name,
            place.supervisor,
            place.queues,
            shown(self.says.get(seat_id), now),
            reachable(place.telephone, (place.number, self.roster.domain), registered),
            self._heard.free.get(seat_id),
            wrap,
        )
        lines = self._heard.lines
        entry = faces.seat(known, lines.of_seat(seat_id), lines.known, now, self._heard.ahead)
        ends = [one for one in (known.says.until, wrap and wrap[1]) if one is not None and one > now]
        self._until.pop(seat_id, None)
        if ends:
            self._until[seat_id] = min(ends)
        return entry

    def _wrap(self, seat_id: int) -> tuple[datetime, datetime] | None:
        """The after-call work that the last call from a queue gave it; on our clock."""
        wrap = self._heard.wraps.get(seat_id)
        group = self.roster.queues.get(wrap.queue_id) if wrap else None
        if wrap is None or group is None:
            return None
        begins = wrap.begins + self._heard.ahead
        return begins, begins + timedelta(seconds=group.wrap_up)

    def _show(self, uuid: str) -> bool:
        """Whether this caller is, or was, one of this tenant's."""
        key, entry = (CALLER, uuid), self._caller(uuid)
        shown_before = self.entries.pop(key, None) is not None
        if entry is not None:
            self.entries[key] = entry
        caller = self._heard.callers.known.get(uuid)
        return shown_before or entry is not None or bool(caller and caller.queue_id in self.roster.queues)

    def _caller(self, uuid: str) -> Entry | None:
        """Of who waits in one of its queues, or is in one of its menus."""
        caller, line = self._heard.callers.known.get(uuid), self._heard.lines.known.get(uuid)
        if caller is not None and caller.waits and caller.queue_id in self.roster.queues:
            return faces.waiting(caller, line, self._heard.ahead)
        if line is not None and line.tenant_id == self.roster.tenant_id and self._alone(line):
            return faces.in_the_menu(line, self._heard.ahead)
        return None

    def _alone(self, line: Line) -> bool:
        came_in = not line.offered and line.seat_id is None and line.answered is not None
        return came_in and line.other not in self._heard.lines.known

    def _queues(self) -> Iterator[tuple[Key, Entry]]:
        callers: dict[int, list[Caller]] = {queue_id: [] for queue_id in self.roster.queues}
        for one in self.callers():
            callers[one.queue_id].append(one)
        members = self.roster.members
        for queue_id, group in self.roster.queues.items():
            counts = self.day.of(queue_id, callers[queue_id])
            states = [self._states[seat_id] for seat_id in members[queue_id]]
            entry = faces.queue(group.name, counts, callers[queue_id], states, self._heard.ahead)
            yield (QUEUE, str(queue_id)), entry


def differences(before: dict[Key, Entry], now: dict[Key, Entry]) -> dict[Key, Entry | None]:
    """What was written before, against what it is now; None: it is gone."""
    changed: dict[Key, Entry | None] = {
        key: one for key, one in now.items() if before.get(key) is not one and before.get(key) != one
    }
    return changed | dict.fromkeys(before.keys() - now.keys())
