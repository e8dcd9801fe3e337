"""The switch's own count of its sessions against what was told of them: the finding ``sessions_differ``."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from seatyard import findings
from seatyard.db import db, transaction
from seatyard.findings import Finding

from ..models import CdrRecord
from ..session import Event, Session
from . import marks, numbered
from .book import Book, Mark, ended
from .channels import Channels
from .earlier import BY, DIFFER, Earlier

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=2)
STATUS = "status"
COUNTED = re.compile(r"^(\d+) session\(s\) since startup$", re.MULTILINE)
SHOWN = 50
"""Numbers that a finding names; the rest is counted."""
MOST_SPANS = 2_000
"""Of numbers in a finding: one with more, all apart, is not looked for by a worker after this one."""


class Sessions:
    """Of one node. Needs an application, but for ``feed`` and ``begin``."""

    def __init__(self, node_id: int, node: str, session: Session) -> None:
        self.node_id, self.node, self.session = node_id, node, session
        self.book = Book("")
        self._numbers: dict[str, int] = {}
        self._suspects: set[int] = set()
        self._reported: dict[str, set[int]] = {}
        self._seen_to = 0
        self._earlier = Earlier(node_id, node)
        self._resumed = False
        self._kept: Mark | None = None

    def begin(self, core_uuid: str, told: Iterable[int] = ()) -> None:
        """The link is up. What was missed in a gap of the same core is looked for in the records.

        ``told``: sessions of it of which somebody else heard.
        """
        if core_uuid != self.book.core_uuid:
            self.book = Book(core_uuid)
            self._numbers, self._suspects, self._reported = {}, set(), {}
            self._resumed = False
        for number in told:
            self.book.settled(number)

    def feed(self, event: Event) -> None:
        self.book.feed(event)
        if (number := ended(event)) is not None:
            self._earlier.settled(event.core_uuid, number)

    def check(self, at: datetime, live: Channels, rows: Collection[dict[str, str]]) -> None:
        """Look for sessions that nothing is known of: neither event nor record, and they do not live.

        What is so at two looks in a row becomes a finding; it clears itself as far as records come.
        """
        if not self._resumed:
            self.resume()
        self.book.mark(self._last_record())
        self.book.ripen(at - GRACE)
        there = self._living(live, rows)
        reported = {number for numbers in self._reported.values() for number in numbers}
        self._ask_records(self.book.open.keys() - there - reported, reported)
        lost = self.book.open.keys() - there
        reported |= self._earlier.numbers(self.book.core_uuid)
        fresh = (lost & self._suspects) - reported
        self._suspects = lost - fresh - reported
        with transaction():
            self._settle(lost)
            if fresh:
                self._report(fresh, at)
            self._keep_mark()
        self._earlier.check()

    def resume(self) -> None:
        """From where an earlier worker came to: what ended while none listened is asked for, too.

        A node never met before is judged from its count of now on.
        """
        self._earlier.take_up(self._reported)
        with transaction():
            mark = marks.read(self.node_id, self.book.core_uuid)
        if mark is None and (mark := self._counted()) is not None:
            with transaction():
                marks.keep(self.node_id, self.book.core_uuid, mark)
        if mark is not None:
            self.book.resume(mark)
        self._resumed = True

    def _counted(self) -> Mark | None:
        """As the node says now."""
        last_record = self._last_record()  # before it counts: the records of what begins then come later
        reply = self.session.bgapi(STATUS)
        said = COUNTED.search(reply.text)
        if said is None or reply.at is None or reply.core_uuid != self.book.core_uuid:
            return None
        return Mark(reply.at, int(said[1]), last_record)

    def _keep_mark(self) -> None:
        """Up to the first that is not judged yet."""
        waiting = [self.book.open[number] for number in self._suspects]
        mark = min([*self.book.marks[:1], *waiting], key=lambda one: one.sessions, default=None)
        if mark is not None and mark != self._kept:
            marks.keep(self.node_id, self.book.core_uuid, mark)
            self._kept = mark

    def _settle(self, lost: Collection[int]) -> None:
        """Clear what has come, and ask no more for what a person has cleared."""
        cleared = select(Finding.key).where(Finding.kind == DIFFER, Finding.cleared_at.is_not(None))
        done = set(db.session.scalars(cleared.where(Finding.key.in_(self._reported))))
        for key in done:
            for number in self._reported.pop(key):
                self.book.settled(number)
        came = [key for key, numbers in self._reported.items() if not numbers & set(lost)]
        findings.resolve(DIFFER, came, BY)
        for key in came:
            del self._reported[key]

    def _report(self, numbers: set[int], at: datetime) -> None:
        first, last = min(numbers), max(numbers)
        mark = self.book.open[first]
        key = f"{self.node}/{self.book.core_uuid}/{first}"
        message = (
            f"of the sessions {first} to {last} that {self.node} counts"
            f" no event and no record told of {len(numbers)}"
        )
        findings.report_once(
            DIFFER,
            key,
            message,
            about=(mark.at, max(at, mark.at)),
            node=self.node,
            core_uuid=self.book.core_uuid,
            counted=last - first + 1,
            unknown=len(numbers),
            sessions=sorted(numbers)[:SHOWN],
            **_for_later(numbers, mark.record_id),
        )
        self._reported[key] = set(numbers)

    def _ask_records(self, fresh: Collection[int], reported: Collection[int]) -> None:
        """A session whose events were lost may have a record all the same.

        One that has been reported is looked for among the records that came since.
        """
        after = min((self.book.open[number].record_id for number in fresh), default=self._seen_to)
        if fresh:
            with transaction():
                heard = marks.heard(self.node_id, self.book.core_uuid)
            for number in heard:
                self.book.settled(number)
        while fresh or reported:
            said, ids = numbered.after(self.node_id, after)
            for core_uuid, number in said:
                if core_uuid == self.book.core_uuid:
                    self.book.settled(number)
            if ids:
                self._seen_to = max(0, ids[-1] - numbered.PIECE)  # ids are given before they are committed
            if len(ids) < numbered.PIECE:
                return
            after = ids[-1]

    def known_lost(self, uuid: str) -> None:
        """Another finding tells of this channel: it is not asked for here."""
        if (number := self._numbers.pop(uuid, None)) is not None:
            self.book.settled(number)
            self._earlier.settled(self.book.core_uuid, number)

    def _living(self, live: Channels, rows: Collection[dict[str, str]]) -> set[int]:
        """The numbers of the channels that there are, and of those that have gone and are looked for."""
        there = {row["uuid"] for row in rows if row.get("uuid")}
        about = there | live.gone.keys()
        self._numbers = {uuid: number for uuid, number in self._numbers.items() if uuid in about}
        for uuid in about - self._numbers.keys():
            known = live.known.get(uuid) or (live.gone[uuid].channel if uuid in live.gone else None)
            said = str(known.told["variables"].get("session_id", "")) if known else ""
            if not said and uuid in there and (known or self.book.open):  # nobody heard it answered
                said = self.session.bgapi(f"uuid_getvar {uuid} session_id").text.strip()
            if said.isascii() and said.isdigit():
                self._numbers[uuid] = int(said)
        return set(self._numbers.values())

    def _last_record(self) -> int:
        with transaction():
            return db.session.scalar(select(func.max(CdrRecord.id))) or 0


def _for_later(numbers: set[int], record_id: int) -> dict[str, str | int]:
    """What another worker needs to see that all came: which they are, and the record before theirs."""
    written = numbered.written(numbers)
    return {"numbers": written, "after_record": record_id} if written.count(",") < MOST_SPANS else {}
