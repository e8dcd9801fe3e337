"""Callers in the queues of one node, as mod_callcenter tells of them: a pure machine over its events.

Who was answered or has left is kept until the call's record is counted: the day's figures have each caller at
once, and once. Moments are the switch's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from seatyard import clock

from ..calls.e164 import e164
from ..provisioning.state import Row
from ..queues.places import STILL_WAITING
from ..reconcile.channels import ENDED
from ..session import Event
from .lines import named_id

EVENT = "callcenter::info"
WITHOUT = "CC-Action -members-count"
"""A filter: what comes with each change, and says nothing that the others do not."""
LAG = timedelta(seconds=5)
KEPT = timedelta(minutes=10)
"""How long a record may take; whose record comes later is missing from the day's figures until then."""


@dataclass(slots=True)
class Caller:
    uuid: str
    """Of the channel."""
    queue_id: int
    number: str
    joined: datetime
    answered: datetime | None = None
    left: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.answered is None and self.left is None

    @property
    def waited(self) -> timedelta:
        """Until the answer, or until the caller left; of who waits nothing."""
        return (self.answered or self.left or self.joined) - self.joined


@dataclass(frozen=True, slots=True)
class Wrap:
    """After-call work that the switch gives a seat."""

    seat_id: int
    queue_id: int
    begins: datetime


class Callers:
    def __init__(self) -> None:
        self.known: dict[str, Caller] = {}

    def feed(self, event: Event) -> Iterator[Caller | Wrap | int]:
        """Any event. Callers that are not what they were, after-call work, and seats whose status was set."""
        if event.at is not None and event.name == EVENT:
            yield from self._queues(event, event.at)
        elif event.at is not None and event.name == ENDED:
            yield from self._ended(event, event.at)

    def _queues(self, event: Event, at: datetime) -> Iterator[Caller | int]:
        action, uuid = event.get("CC-Action"), event.get("CC-Member-Session-UUID")
        caller, queue_id = self.known.get(uuid), named_id("queue", event.get("CC-Queue"))
        if action == "agent-status-change":
            if (seat_id := named_id("seat", event.get("CC-Agent"))) is not None:
                yield seat_id
        elif action == "member-queue-start" and queue_id is not None and uuid:
            yield self._keep(Caller(uuid, queue_id, e164(event.get("CC-Member-CID-Number")), at))
        elif caller is None:
            return
        elif action == "bridge-agent-start":
            caller.answered = at
            yield caller
        elif action == "bridge-agent-end" and event.get("CC-Agent-Bridged") != "true" and caller.left is None:
            caller.answered = None
            yield caller
        elif action == "member-queue-end" and caller.left is None:
            caller.left = at
            yield caller

    def _ended(self, event: Event, at: datetime) -> Iterator[Caller | Wrap]:
        """Whoever hangs up leaves the queue; what the queue says of it comes from a channel that is being
        destroyed, and is not listened to (``esl.worker.ear``)."""
        caller = self.known.get(event.get("Unique-ID"))
        if caller is not None and caller.left is None:
            caller.left = at
            yield caller
        if event.get("variable_cc_side") == "agent" and event.get("variable_cc_agent_bridged") == "true":
            seat_id = named_id("seat", event.get("variable_cc_agent"))
            queue_id = named_id("queue", event.get("variable_cc_queue"))
            if seat_id is not None and queue_id is not None:
                yield Wrap(seat_id, queue_id, at)

    def listed(self, at: datetime, members: Iterable[Row], queued: Iterable[str]) -> Iterator[Caller]:
        """The switch's own list at ``at``: who waits unheard, and who has gone without a word."""
        for row in members:
            uuid, queue_id = row["session_uuid"], named_id("queue", row["queue"])
            known = self.known.get(uuid)
            if row["state"] in STILL_WAITING and queue_id is not None and (known is None or known.left):
                joined = clock.from_epoch_us(int(row["joined_epoch"]) * 1_000_000)
                if joined is not None and (known is None or joined > (known.left or joined)):
                    yield self._keep(Caller(uuid, queue_id, e164(row["cid_number"]), joined))
        there = set(queued)
        for caller in list(self.known.values()):
            if caller.waits and caller.uuid not in there and at - caller.joined > LAG:
                caller.left = at
                yield caller

    def forget(self, uuids: Iterable[str]) -> None:
        """Their records are counted; who is still on the line stays."""
        for uuid in uuids:
            if (caller := self.known.get(uuid)) and caller.left is not None:
                del self.known[uuid]

    def late(self, at: datetime) -> list[str]:
        """Who left so long ago that nobody waits for the record any more."""
        return [one.uuid for one in self.known.values() if one.left is not None and at - one.left > KEPT]

    def _keep(self, caller: Caller) -> Caller:
        self.known[caller.uuid] = caller
        return caller
