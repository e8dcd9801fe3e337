"""What mod_callcenter has, or should have: queues, agents, tiers, each a row of named texts.

Texts, because that is what the switch prints; desired and actual state compare
column by column, and only in columns that the switch really returns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Row = Mapping[str, str]

AVAILABLE, ON_BREAK, LOGGED_OUT = "Available", "On Break", "Logged Out"


@dataclass(frozen=True)
class State:
    queues: Mapping[str, Row] = field(default_factory=dict)
    """By name, ``queue-<id>@<domain>``."""
    agents: Mapping[str, Row] = field(default_factory=dict)
    """By name, ``seat-<id>@<domain>``."""
    tiers: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    """By (queue, agent)."""

    def within(self, domains: Collection[str]) -> State:
        """The part that belongs to these domains; a tier belongs to its queue's."""
        return State(
            {name: row for name, row in self.queues.items() if domain_of(name) in domains},
            {name: row for name, row in self.agents.items() if domain_of(name) in domains},
            {key: row for key, row in self.tiers.items() if domain_of(key[0]) in domains},
        )


def domain_of(name: str) -> str:
    return name.rpartition("@")[2]
