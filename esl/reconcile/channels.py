"""The channels of one node that were answered and live: a pure machine over what the switch says.

Told of by events (CHANNEL_ANSWER, CHANNEL_HANGUP_COMPLETE) and held against ``show channels``, which lags
up to 0.4 s (QUIRKS 10). One that has gone without a hang-up is kept aside: its record may say what became
of it. A killed switch leaves neither event nor record (QUIRKS 3): then this is all that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from seatyard.clock import from_epoch_us

from ..outages.calling import CONTEXT as CHECKS
from ..session import Event
from . import telling
from .firsts import Firsts

ANSWERED, ENDED = "CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE"
LAG = timedelta(seconds=5)
"""Younger than this a channel may be missing from the list."""
TALKING = ("ACTIVE", "HELD", "UNHELD")
"""Call states of an answered channel in ``show channels``."""

VANISHED, RESTARTED, UNREACHABLE = "vanished", "restarted", "unreachable"


@dataclass
class Channel:
    uuid: str
    core_uuid: str
    started_at: datetime | None
    answered_at: datetime | None
    seen_at: datetime
    """When it was last known to live."""
    told: dict[str, Any] = field(repr=False)
    asked: bool = False
    """Whether the switch was asked about it, because nobody had heard it answered."""


@dataclass(frozen=True)
class Gone:
    """A channel that is not there any more, and nobody said why."""

    channel: Channel
    why: str
    """``vanished`` from the list, the node was ``restarted``, or is ``unreachable``."""
    proven: datetime
    """Until when it lived for certain. That its core lived longer says nothing: a hang-up may be lost."""
    missed: datetime
    """When it was first found not to be there."""


class Channels:
    """All moments are the switch's own clock."""

    def __init__(self, core_uuid: str = "", known: Iterable[Channel] = ()) -> None:
        """What an earlier worker knew: the core, and its channels."""
        self.core_uuid = core_uuid
        self.known: dict[str, Channel] = {}
        self.gone: dict[str, Gone] = {}
        self._firsts = Firsts()
        for channel in known:
            self.known[channel.uuid] = channel

    def feed(self, event: Event) -> None:
        """Any event."""
        at = event.at
        if at is None or event.core_uuid != self.core_uuid:
            return
        self._firsts.feed(event, at)
        if event.name == ENDED:
            self.settled(event.get("Unique-ID"))
        elif event.name == ANSWERED and event.get("Caller-Context") != CHECKS:
            self._answered(event, at)

    def listed(self, core_uuid: str, at: datetime, rows: Iterable[Mapping[str, str]]) -> None:
        """The switch's own list of its channels at ``at``."""
        there = {row["uuid"]: row for row in rows if row.get("uuid") and row.get("context") != CHECKS}
        self._firsts.listed(at, there)
        for channel in list(self.known.values()):
            if channel.core_uuid != core_uuid:
                self._lose(channel, RESTARTED, at)
            elif channel.uuid in there:
                channel.seen_at = max(channel.seen_at, at)
            elif at - channel.seen_at > LAG:
                self._lose(channel, VANISHED, at)
        for uuid, row in there.items():
            if uuid in self.gone:
                self._back(uuid, at)
            elif uuid not in self.known and row.get("callstate") in TALKING:
                began = row.get("created_epoch", "")
                started = from_epoch_us(int(began) * 1_000_000) if began.isdigit() else None
                self.known[uuid] = Channel(uuid, core_uuid, started, None, at, telling.of_row(row))
        self.core_uuid = core_uuid

    def unheard(self) -> list[str]:
        """Those that were found in the list alone: nobody heard them answered."""
        return [
            channel.uuid for channel in self.known.values() if not channel.asked and not channel.answered_at
        ]

    def dumped(self, uuid: str, dump: Event) -> None:
        """What the switch says of one of them when it is asked (``uuid_dump``)."""
        if (channel := self.known.get(uuid)) is None:
            return
        channel.asked = True
        if dump.get("Unique-ID") == uuid:
            channel.started_at = telling.moment(dump, "Caller-Channel-Created-Time") or channel.started_at
            channel.answered_at = telling.moment(dump, "Caller-Channel-Answered-Time")
            channel.told = telling.of_event(dump, self.first(uuid))

    def first(self, uuid: str) -> telling.Step | None:
        """The profile that it was made with, if that was heard."""
        lost = self.gone.get(uuid)
        known = self.known.get(uuid) or (lost.channel if lost else None)
        return self._firsts.get(uuid) or (telling.first_in(known.told) if known else None)

    def settled(self, uuid: str) -> None:
        """Its end is known."""
        self.known.pop(uuid, None)
        self.gone.pop(uuid, None)
        self._firsts.forget(uuid)

    def _answered(self, event: Event, at: datetime) -> None:
        uuid = event.get("Unique-ID")
        started = telling.moment(event, "Caller-Channel-Created-Time")
        answered = telling.moment(event, "Caller-Channel-Answered-Time") or at
        told = telling.of_event(event, self.first(uuid))
        self.gone.pop(uuid, None)
        self.known[uuid] = Channel(uuid, self.core_uuid, started, answered, at, told)

    def _lose(self, channel: Channel, why: str, at: datetime) -> None:
        del self.known[channel.uuid]
        self.gone[channel.uuid] = Gone(channel, why, channel.seen_at, at)

    def _back(self, uuid: str, at: datetime) -> None:
        channel = self.gone[uuid].channel
        if channel.core_uuid == self.core_uuid:
            del self.gone[uuid]
            channel.seen_at = max(channel.seen_at, at)
            self.known[uuid] = channel
