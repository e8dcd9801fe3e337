"""Who waits in a queue, in which order, and how many seats serve it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from ..provisioning.state import AVAILABLE
from ..watchdog.snapshot import Snapshot

STILL_WAITING = ("Waiting", "Trying")


@dataclass(frozen=True)
class Waiting:
    """A caller in a queue."""

    session: str
    """The uuid of the channel."""
    queue: str
    place: int
    """1 for who is served next."""
    joined: int
    """Epoch seconds."""
    ringing: bool
    """Whether a seat is being rung for this caller alone."""


def waiting(seen: Snapshot) -> list[Waiting]:
    """Everybody who waits and is still on the line, in the order in which mod_callcenter serves them.

    That is by score: the seconds waited, and what a caller brought along.
    """
    there = [
        member
        for member in seen.members
        if member["state"] in STILL_WAITING and member["session_uuid"] in seen.channels
    ]
    there.sort(key=lambda member: (member["queue"], -int(member["score"])))
    found = []
    for queue, members in groupby(there, key=lambda member: member["queue"]):
        for place, member in enumerate(members, start=1):
            ringing = member["serving_agent"] in seen.agents
            found.append(Waiting(member["session_uuid"], queue, place, int(member["joined_epoch"]), ringing))
    return found


def seats(seen: Snapshot, callers: list[Waiting]) -> Mapping[str, float]:
    """How many seats serve each queue: those that are ready, busy with a call or not.

    A seat in several queues where callers wait counts in each for its share.
    """
    asked = {caller.queue for caller in callers}
    serves: dict[str, set[str]] = defaultdict(set)
    for tier in seen.tiers:
        agent = seen.agents.get(tier["agent"])
        if tier["queue"] in asked and agent is not None and agent["status"] == AVAILABLE:
            serves[tier["agent"]].add(tier["queue"])
    found: dict[str, float] = dict.fromkeys(asked, 0.0)
    for queues in serves.values():
        for queue in queues:
            found[queue] += 1 / len(queues)
    return found
