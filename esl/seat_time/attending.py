"""One node's word about its seats' phones: noted as it comes, written in the worker's loop."""

from __future__ import annotations

from datetime import datetime

from seatyard.db import transaction

from ..provisioning.desired import Phone
from ..provisioning.phones import EVENTS, Phones, phone_of
from ..session import Event
from . import registrations, watches
from .registrations import HEARD, LISTED, Noted


class Attendance:
    """Feed it the events after ``phones`` has had them; all else needs an application around it.

    Only what changes is noted, so that what waits while the database is away stays small.
    """

    def __init__(self, node_id: int, phones: Phones) -> None:
        self.node_id = node_id
        self._phones = phones
        self._noted: list[Noted] = []
        self._last: dict[Phone, frozenset[str]] = {}
        """The marks last noted of each phone."""
        self._since: datetime | None = None
        """When the watch began that goes on."""

    def feed(self, event: Event) -> None:
        """A phone came, went or was seen again; any other event is passed over."""
        if event.name in EVENTS and event.at is not None:
            self._note(phone_of(event), event.at, HEARD)

    def up(self, core_uuid: str, at: datetime) -> None:
        """The link is up, and ``phones`` is as the switch's list says: what lies before is a gap.

        To be called before the worker's ``Watcher`` is told: the watch before ends with what that remembers.
        """
        self.write()
        with transaction():
            watches.begin(self.node_id, core_uuid, at)
            self._last = registrations.latest(self.node_id)
        self._since = at
        self._note_all(at, LISTED)
        self.write()

    def down(self) -> None:
        """The link is down. To be called after the ``Watcher`` has remembered the last proof of life."""
        if self._since is not None:
            with transaction():
                ended = watches.end(self.node_id, self._since)
            self._since = None
            if ended is not None:
                self._note_all(ended, HEARD)
        self.write()

    def look(self, at: datetime | None) -> None:
        """Take over the phones that were put right by the switch's list, as of its last proof of life."""
        for phone in self._phones.take_corrected():
            if at is not None:
                self._note(phone, at, LISTED)

    def write(self) -> None:
        """Keep what was noted."""
        noted = list(self._noted)
        if not noted:
            return
        with transaction():
            registrations.keep(self.node_id, noted)
        del self._noted[: len(noted)]

    def _note_all(self, at: datetime, source: str) -> None:
        """At the edges of a gap: what is known of it hangs on the very marks before it and after it."""
        for phone in self._last.keys() | self._phones.registered:
            self._note(phone, at, source, exactly=True)

    def _note(self, phone: Phone, at: datetime, source: str, *, exactly: bool = False) -> None:
        """A refresh is no change: unless ``exactly`` is asked for, one mark of before is enough."""
        marks, last = self._phones.marks(phone), self._last.get(phone, frozenset())
        if marks == last or (marks & last and not exactly):
            return
        self._last[phone] = marks
        self._noted.append(Noted(phone, at, marks, source))
