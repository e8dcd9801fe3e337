"""What a flow's document says: its nodes, where each may lead, what it plays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .kinds import KINDS
from .kinds.kind import Exit, Step
from .prompts import Prompt

NODE_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
"""A node's name is part of an extension's, where a blank or a ``$`` would mean something."""


def step(name: str, node: Mapping[str, Any]) -> Step | None:
    """The node read; None when it is of no known kind, or of several."""
    kinds = [key for key in node if key in KINDS]
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    return Step(name, kind, node[kind], {key: value for key, value in node.items() if key != kind})


def steps(document: Mapping[str, Any]) -> Iterator[Step]:
    """The nodes of a checked document, in its order."""
    for name, node in document["nodes"].items():
        at = step(str(name), node)
        if at is not None:
            yield at


def exits(at: Step) -> list[Exit]:
    """Where the node may lead, in the order of the document."""
    return KINDS[at.kind].exits(at)


def told(at: Step) -> str:
    """What happens at the node in a few words of the tenant's: hours, a prompt, a queue."""
    return KINDS[at.kind].told(at)


def kept(steps: Iterable[Step]) -> dict[str, int]:
    """The names under which a flow keeps digits on a call, and how many at most."""
    found: dict[str, int] = {}
    for at in steps:
        for name, longest in KINDS[at.kind].keeps(at).items():
            found[name] = max(longest, found.get(name, 0))
    return found


def prompts_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Prompt]]:
    """Every prompt of a checked document, with the node that plays it."""
    for at in steps(document):
        for prompt in KINDS[at.kind].prompts(at):
            yield at.name, prompt
