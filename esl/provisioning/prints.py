"""What each tenant's part of a switch looks like, so that what somebody changed there is noticed."""

from __future__ import annotations

from collections import defaultdict

from ..answers.callcenter import Agent
from .state import Row, State, domain_of

AGENT = tuple(name for name in Agent.__dataclass_fields__ if name != "name")
TIER = ("level", "position")
COUNTERS = frozenset({"calls_answered", "calls_abandoned", "max_wait_time_with_no_agent_time_reached"})
"""Columns of a queue that its calls change."""


def prints(there: State) -> dict[str, int]:
    """A number for each domain, another when a setting of it is another; statuses and counters aside."""
    parts: defaultdict[str, list[object]] = defaultdict(list)
    for name, row in there.queues.items():
        parts[domain_of(name)].append((name, _of(row, tuple(sorted(row.keys() - COUNTERS)))))
    for name, row in there.agents.items():
        parts[domain_of(name)].append((name, _of(row, AGENT)))
    for key, row in there.tiers.items():
        parts[domain_of(key[0])].append((key, _of(row, TIER)))
    return {domain: hash(frozenset(part)) for domain, part in parts.items()}


def _of(row: Row, columns: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(row.get(column) for column in columns)
