"""An IVR flow as an outline: each node under the answer, digit or hour that leads to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esl.flows.document import exits, step, told


@dataclass
class Entry:
    """A node of the flow, as met on the way from the start."""

    edge: str
    """What leads here: a digit, ``inside``, ``no_answer``…; empty for the start."""
    name: str
    kind: str
    text: str
    """What happens here in a few words: hours, prompt, queue."""
    again: bool = False
    """Shown further up already: its own entries are there."""
    entries: list[Entry] = field(default_factory=list)


def outline(document: dict[str, Any]) -> Entry:
    """The flow from its start, each node's own entries drawn once, where it is first met."""
    return _entry("", document["start"], document["nodes"], set())


def _entry(edge: str, name: str, nodes: dict[str, Any], seen: set[str]) -> Entry:
    at = step(name, nodes.get(name, {}))
    if at is None:
        return Entry(edge, name, "", "")
    entry = Entry(edge, name, at.kind, told(at), again=name in seen)
    if not entry.again:
        seen.add(name)
        entry.entries = [_entry(way.path[-1], way.target, nodes, seen) for way in exits(at)]
    return entry
