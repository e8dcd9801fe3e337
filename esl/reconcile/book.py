"""The switch numbers its sessions from 1 on, and each heartbeat says how many there were: a book of them.

Each ends with CHANNEL_DESTROY, also one that was no call because its gateway was down; a call says
CHANNEL_HANGUP_COMPLETE before. A number of which nothing was told belongs to a session that lives, or
whose words were lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..session import Event
from .channels import ENDED
from .firsts import DESTROYED

BEAT = "HEARTBEAT"
MOST = 200_000
"""Numbers kept open; beyond them the oldest are let go (a link away for long)."""


@dataclass(frozen=True)
class Mark:
    """How far the switch had counted, and how far the records had come before that."""

    at: datetime
    sessions: int
    record_id: int


class Book:
    """Of one core. Numbers up to the first mark are not asked for."""

    def __init__(self, core_uuid: str) -> None:
        self.core_uuid = core_uuid
        self.marks: list[Mark] = []
        self.open: dict[int, Mark] = {}
        """Numbers of which nothing was told, with the mark before they began."""
        self._told: set[int] = set()
        self._beat: Mark | None = None
        self._record_id: int | None = None

    def feed(self, event: Event) -> None:
        if event.core_uuid != self.core_uuid or event.at is None:
            return
        if event.name == BEAT:
            count = event.get("Session-Since-Startup")
            if count.isascii() and count.isdigit() and self._record_id is not None:
                self._beat = Mark(event.at, int(count), self._record_id)
        elif (number := ended(event)) is not None:
            self.settled(number)

    def settled(self, number: int) -> None:
        """Something was told of this session."""
        if self.open.pop(number, None) is None and number > self._asked_from:
            self._told.add(number)

    @property
    def _asked_from(self) -> int:
        """Numbers up to here are open, or not asked for."""
        return self.marks[0].sessions if self.marks else self._beat.sessions if self._beat else 0

    def resume(self, mark: Mark) -> None:
        """Ask on from here: an earlier worker judged what was before."""
        self.marks.insert(0, mark)

    def mark(self, record_id: int) -> None:
        """Take the last heartbeat down; ``record_id`` is the last record that there is now.

        A session that begins after a heartbeat has a record later than those that were there before it.
        """
        self._record_id = record_id
        if self._beat is None:
            return
        if not self.marks:
            self._told = {number for number in self._told if number > self._beat.sessions}
        if not self.marks or self._beat.at > self.marks[-1].at:
            self.marks.append(self._beat)

    def ripen(self, until: datetime) -> None:
        """Open the numbers up to the last mark not after ``until`` of which nothing was told."""
        while len(self.marks) > 1 and self.marks[1].at <= until:
            first, second = self.marks[0], self.marks[1]
            del self.marks[0]
            for number in range(first.sessions + 1, second.sessions + 1):
                if number in self._told:
                    self._told.discard(number)
                else:
                    self.open[number] = first
        for number in list(self.open)[: max(0, len(self.open) - MOST)]:
            del self.open[number]


def ended(event: Event) -> int | None:
    """The number of the session of whose end this event tells."""
    number = event.get("variable_session_id") if event.name in (ENDED, DESTROYED) else ""
    return int(number) if number.isascii() and number.isdigit() else None
