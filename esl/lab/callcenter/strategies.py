"""In which order a queue's agents are considered for a member (mod_callcenter.c:members_callback)."""

from __future__ import annotations

import random
from collections.abc import Callable

from .model import AVAILABLE, ON_BREAK, ON_DEMAND, Agent, Member, Queue, Tier

Pair = tuple[Agent, Tier]
Key = Callable[[Agent, Tier], tuple[float, ...]]

RING_ALL = "ring-all"
PRESENT = (AVAILABLE, ON_BREAK, ON_DEMAND)

_ORDERS: dict[str, Key] = {
    "longest-idle-agent": lambda agent, tier: (tier.level, agent.last_bridge_end, tier.position),
    "agent-with-least-talk-time": lambda agent, tier: (tier.level, agent.talk_time, tier.position),
    "agent-with-fewest-calls": lambda agent, tier: (tier.level, agent.calls_answered, tier.position),
    RING_ALL: lambda agent, tier: (tier.level, tier.position),
    "sequentially-by-agent-order": lambda agent, tier: (tier.level, tier.position, agent.last_offered_call),
}


def ordered(queue: Queue, pairs: list[Pair], member: Member, chance: random.Random) -> list[Pair]:
    """The agents that are not logged out, in the queue's order; equal ones stay as they were added."""
    present = [pair for pair in pairs if pair[0].status in PRESENT]
    if queue.strategy == "random":
        chance.shuffle(present)
        return sorted(present, key=lambda pair: pair[1].level)
    if queue.strategy == "top-down":
        return _top_down(present, member)
    if queue.strategy == "round-robin":
        return _round_robin(present, pairs)
    key = _ORDERS.get(queue.strategy, _ORDERS["sequentially-by-agent-order"])
    return sorted(present, key=lambda pair: key(*pair))


def _top_down(present: list[Pair], member: Member) -> list[Pair]:
    """On from where this member's last offer was: the rest of the level, then the levels below."""
    level, position = member.last_tier
    rest = [pair for pair in present if pair[1].level == level and pair[1].position > position]
    below = [pair for pair in present if pair[1].level > level]
    return sorted(rest, key=_place) + sorted(below, key=_place)


def _round_robin(present: list[Pair], all_pairs: list[Pair]) -> list[Pair]:
    """Behind the agent who was offered a call last, then everybody again."""
    offered = [pair for pair in all_pairs if pair[0].last_offered_call > 0]
    everybody = sorted(present, key=_place)
    if not offered:
        return everybody
    _, last = max(offered, key=lambda pair: pair[0].last_offered_call)
    behind = [pair for pair in present if pair[1].level == last.level and pair[1].position > last.position]
    return sorted(behind, key=_place) + everybody


def _place(pair: Pair) -> tuple[int, int, int]:
    return (pair[1].level, pair[1].position, pair[0].last_offered_call)
