"""Whose turn it is to be called back, and by which seat. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from seatyard import hours

from ..provisioning.desired import Phone
from ..provisioning.state import AVAILABLE, Row
from ..watchdog.snapshot import Snapshot
from .places import Waiting


@dataclass(frozen=True)
class Request:
    """A caller who waits to be called back."""

    id: int
    queue: str
    """Its name on the switch."""
    number: str
    joined: int
    """Epoch seconds."""


def turns(
    seen: Snapshot,
    requests: Iterable[Request],
    callers: Collection[Waiting],
    phones: Mapping[str, Phone],
    busy: Collection[str] = (),
) -> Iterator[tuple[Request, str]]:
    """Requests with the agent that is to call, the longest wait first; an agent once.

    Nobody is called back before a caller on the line who has waited longer. ``phones`` are those of the
    agents that may call out, ``busy`` are agents to leave alone.
    """
    first = _longest_wait(seen, callers)
    taken = set(busy)
    for request in sorted(requests, key=lambda one: (one.joined, one.id)):
        if first.get(request.queue, 0) >= seen.at.timestamp() - request.joined:
            continue
        for agent in _free(seen, request.queue, phones):
            if agent not in taken:
                taken.add(agent)
                yield request, agent
                break


def _longest_wait(seen: Snapshot, callers: Collection[Waiting]) -> dict[str, float]:
    now = seen.at.timestamp()
    longest: dict[str, float] = {}
    for caller in callers:
        longest[caller.queue] = max(longest.get(caller.queue, 0), now - caller.joined)
    return longest


def _free(seen: Snapshot, queue: str, phones: Mapping[str, Phone]) -> Iterator[str]:
    """The queue's agents that would be offered a call now, in its order of levels and positions."""
    on_the_line = {channel.get("presence_id") for channel in seen.channels.values()}
    now = int(seen.at.timestamp())
    tiers = [tier for tier in seen.tiers if tier["queue"] == queue and tier["agent"] in phones]
    for tier in sorted(tiers, key=lambda one: (int(one["level"]), int(one["position"]), one["agent"])):
        agent = seen.agents.get(tier["agent"])
        if agent and _is_free(agent, now) and "@".join(phones[tier["agent"]]) not in on_the_line:
            yield tier["agent"]


def _is_free(agent: Row, now: int) -> bool:
    rested = int(agent["last_bridge_end"]) + int(agent["wrap_up_time"]) < now
    return (
        agent["status"] == AVAILABLE
        and agent["state"] == "Waiting"
        and int(agent["ready_time"]) <= now
        and (rested or agent["last_bridge_end"] == "0")
    )


def is_open(spans: str, zone: str, at: datetime) -> bool:
    """Whether people may be called at this moment: ``Mon-Sun 09:00-20:00`` in their zone."""
    local = at.astimezone(ZoneInfo(zone))
    second = local.hour * 3600 + local.minute * 60 + local.second
    return any(
        local.weekday() in span.days and span.starts <= second < span.ends for span in hours.parse(spans)
    )
