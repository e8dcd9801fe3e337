"""What sends callers to a queue or a seat, by a tenant's file: flows, their numbers, other queues. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .onboarding.sections import Onboarding

TARGETS = ("on_timeout", "on_full", "on_no_seat")
"""Settings of a queue that send its callers on."""


@dataclass(frozen=True)
class Leads:
    """Who sends callers there, each in order of name."""

    flows: tuple[str, ...] = ()
    """Flows in which callers join the queue, or leave it a message."""
    numbers: tuple[str, ...] = ()
    """Numbers that lead to those flows."""
    queues: tuple[str, ...] = ()
    """Other queues whose callers are sent on to it, or to its voicemail."""

    @property
    def needed(self) -> bool:
        return bool(self.flows or self.queues)


def leads(document: Onboarding) -> dict[str, Leads]:
    """By each queue's name."""
    named = {flow: _named(said["nodes"]) for flow, said in document["flows"].items()}
    return {queue["name"]: _of(queue["name"], document, named) for queue in document["queues"]}


def to_seat(document: Onboarding, number: str) -> list[str]:
    """Where callers are sent to a seat: ``main/desk`` of a flow, ``sales.on_full`` of a queue."""
    flows = [
        f"{name}/{node}"
        for name, flow in document["flows"].items()
        for node, said in flow["nodes"].items()
        if said.get("seat") == number
    ]
    targets = [
        f"{queue['name']}.{key}"
        for queue in document["queues"]
        for key in TARGETS
        if queue.get(key) == f"seat:{number}"
    ]
    return flows + targets


def _of(name: str, document: Onboarding, named: Mapping[str, set[str]]) -> Leads:
    flows = sorted(flow for flow, queues in named.items() if name in queues)
    numbers = sorted(one["e164"] for one in document["numbers"] if one["flow"] in flows)
    others = sorted(
        one["name"]
        for one in document["queues"]
        if one["name"] != name
        and any(one.get(target) in (f"queue:{name}", f"voicemail:{name}") for target in TARGETS)
    )
    return Leads(tuple(flows), tuple(numbers), tuple(others))


def _named(nodes: Mapping[str, Any]) -> set[str]:
    """What a flow's nodes call queues and mailboxes."""
    return {str(node[kind]) for node in nodes.values() for kind in ("queue", "voicemail") if kind in node}
