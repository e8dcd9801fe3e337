"""When a node served nobody, told from proofs of life alone: a pure machine, signals in, changes out.

A node died and came back when its Core-UUID is another one: every start of FreeSWITCH
makes a new one, and a killed switch leaves no word (QUIRKS 3). All moments are the
switch's own clock, so that a worker whose clock is wrong, or who was away, adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Known:
    """What is remembered of a node, also over the worker's own restarts."""

    core_uuid: str | None = None
    alive_at: datetime | None = None
    """The last proof of life."""
    open_since: datetime | None = None
    """The start of the outage that lasts; none when none does."""


@dataclass(frozen=True)
class Opened:
    """The switch cannot be reached: an outage, unless it turns out that only our link was down."""

    starts_at: datetime
    core_uuid: str
    reason: str


@dataclass(frozen=True)
class Closed:
    """The switch had died and lives again: an outage that is certain."""

    starts_at: datetime
    ends_at: datetime
    last_core: str
    core: str
    worker_away: bool
    """Nobody watched: the switch was alive until some moment after ``starts_at``."""


@dataclass(frozen=True)
class LinkGap:
    """The switch had lived all along: no outage (an open one is taken back), but events were missed."""

    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True)
class ClockSet:
    """A new core whose clock stands before the old one's last word: nothing can be measured."""

    last: datetime
    first: datetime


Change = Opened | Closed | LinkGap | ClockSet


class Machine:
    """The state of one node. Feed it in the order in which things were heard."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._watched = False
        """Whether this worker itself has seen the core that it knows."""
        self._link_lost: str | None = None

    def alive(self, core_uuid: str, at: datetime) -> list[Change]:
        """An event, or a reply: this core was alive at this moment."""
        if core_uuid != self.known.core_uuid:
            return self.up(core_uuid, at, began=at)
        if self.known.alive_at is None or at > self.known.alive_at:
            self.known = replace(self.known, alive_at=at)
        return []

    def lost(self, reason: str) -> None:
        """The link went away without our closing it. It says nothing yet about the switch."""
        self._link_lost = reason

    def unreachable(self, reason: str) -> list[Change]:
        """An attempt to connect found no living switch."""
        known = self.known
        if known.core_uuid is None or known.alive_at is None or known.open_since is not None:
            return []
        self.known = replace(known, open_since=known.alive_at)
        return [Opened(known.alive_at, known.core_uuid, self._link_lost or reason)]

    def up(self, core_uuid: str, at: datetime, began: datetime) -> list[Change]:
        """A connection: this core is alive at ``at``, and says that it began at ``began``."""
        known, watched, lost = self.known, self._watched, self._link_lost
        self._watched, self._link_lost = True, None
        self.known = Known(core_uuid, at)
        if known.core_uuid is None or known.alive_at is None:
            return []
        starts_at = known.open_since or known.alive_at
        if known.core_uuid == core_uuid:
            self.known = replace(self.known, alive_at=max(at, known.alive_at))
            if known.open_since is None and lost is None:
                return []  # the worker was away, the switch was not
            return [LinkGap(starts_at, at, lost or "the switch could not be reached")]
        ends_at = at if watched else max(min(began, at), starts_at)
        if ends_at <= starts_at:
            return [ClockSet(starts_at, at)]
        return [Closed(starts_at, ends_at, known.core_uuid, core_uuid, worker_away=not watched)]
