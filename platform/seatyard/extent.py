"""How big and how deep a YAML document is, its aliases written out: told before anything is built of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

MOST_BYTES = 16 * 2**20
"""Of a file: a month of some 100,000 calls in a case."""
MOST_NODES = 5_000_000
MOST_LEVELS = 50
TOO_DEEP = f"more than {MOST_LEVELS} levels, one inside the other"


@dataclass(slots=True)
class _Open:
    """A collection that has not ended yet."""

    anchor: str | None
    nodes: int = 1


def check(events: Iterable[yaml.Event], most: int = MOST_NODES) -> None:
    """Raise MarkedYAMLError for a document that a few lines blow up, or that is nested without end."""
    sizes: dict[str, int] = {}
    levels: list[_Open] = [_Open(None)]
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise _refused(event, f"alias *{event.anchor} stands for nothing, or for what it is part of")
            levels[-1].nodes += sizes[event.anchor]
        elif isinstance(event, yaml.ScalarEvent):
            levels[-1].nodes += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            levels.append(_Open(event.anchor))
            if len(levels) > MOST_LEVELS:
                raise _refused(event, TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = levels.pop()
            levels[-1].nodes += ended.nodes
            if ended.anchor:
                sizes[ended.anchor] = ended.nodes
        if levels[-1].nodes > most:
            raise _refused(event, f"more than {most} values, with its aliases written out")


def _refused(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
