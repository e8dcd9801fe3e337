"""What each tenant's part of a switch looks like, so that what somebody changed there is noticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from operator import itemgetter

from ..answers.callcenter import Agent
from .actual import Cells
from .state import domain_of

AGENT = frozenset(Agent.__dataclass_fields__)
TIER = frozenset({"queue", "agent", "level", "position"})
COUNTERS = frozenset({"calls_answered", "calls_abandoned", "max_wait_time_with_no_agent_time_reached"})
"""Columns of a queue that its calls change."""
Parts = defaultdict[str, list[tuple[str, ...]]]


def prints(queues: Cells, agents: Cells, tiers: Cells) -> dict[str, int]:
    """A number for each domain, another when a setting of it is another; statuses and counters aside."""
    parts: Parts = defaultdict(list)
    _add(parts, queues, "name", set(queues[0]) - COUNTERS)
    _add(parts, agents, "name", AGENT)
    _add(parts, tiers, "queue", TIER)
    return {domain: hash(frozenset(part)) for domain, part in parts.items()}


def _add(parts: Parts, cells: Cells, name: str, columns: Collection[str]) -> None:
    """Without a dictionary for each of ten thousand rows. ``name``: the column that has the domain."""
    header, rows = cells
    if rows:
        told = itemgetter(*(at for at, column in enumerate(header) if column in columns))
        place = header.index(name)
        for row in rows:
            parts[domain_of(row[place])].append(told(row))
