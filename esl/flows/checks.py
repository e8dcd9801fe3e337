"""What is wrong with a flow, found before it is published. Pure: a document in, problems out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from seatyard.sentence import sentence

from . import trials
from .document import NODE_NAME, exits, kept, step
from .kinds import KINDS
from .kinds.faults import no_node, unknown_keys
from .kinds.kind import Names, Problem, Step
from .named import resolved

__all__ = ["Names", "problems"]


def problems(document: Mapping[str, Any], names: Names) -> list[Problem]:
    """Every fault as (path in the document, message with what is allowed); empty when sound."""
    nodes = document.get("nodes") or {}
    if not isinstance(nodes, Mapping) or not nodes:
        return [(("nodes",), sentence("a flow needs at least one node"))]
    found: list[Problem] = []
    steps: dict[str, Step] = {}
    for name, node in nodes.items():
        at = step(str(name), node) if isinstance(node, Mapping) else None
        if not NODE_NAME.match(str(name)):
            found.append(
                (("nodes", str(name)), sentence("a node's name (allowed: letters, digits, - and _)"))
            )
        if at is None:
            pattern = "one known kind of node is needed (allowed: %(allowed)s)"
            found.append((("nodes", str(name)), sentence(pattern, allowed=", ".join(KINDS))))
            continue
        steps[str(name)] = at
    own = replace(names, kept=frozenset(kept(steps.values())))
    for at in steps.values():
        found += _of_node(at, own)
    found += _of_edges(document.get("start"), steps, list(map(str, nodes)))
    return found or _loops(steps) or trials.problems(resolved(document, names.hours))


def _of_edges(start: Any, steps: Mapping[str, Step], known: list[str]) -> list[Problem]:
    allowed = ", ".join(known)
    found: list[Problem] = []
    if start is None:
        found.append(
            (
                ("start",),
                sentence("missing: the node that a call begins at (allowed: %(allowed)s)", allowed=allowed),
            )
        )
    elif str(start) not in known:
        found.append((("start",), no_node(start, allowed)))
    for at in steps.values():
        for way in exits(at):
            if way.target not in known:
                found.append((way.path, no_node(way.target, allowed)))
    return found


def _of_node(at: Step, names: Names) -> list[Problem]:
    kind = KINDS[at.kind]
    return unknown_keys(at.path, at.options, kind.options) + kind.problems(at, names)


def _loops(steps: Mapping[str, Step]) -> list[Problem]:
    """A ring of nodes that a call runs round for ever when nobody presses or answers anything."""
    ways = {name: [way for way in exits(at) if not way.waits] for name, at in steps.items()}
    try:
        TopologicalSorter({name: [way.target for way in those] for name, those in ways.items()}).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))[:-1]
        first = min(range(len(ring)), key=lambda i: list(steps).index(ring[i]))
        ring = [*ring[first:], *ring[:first], ring[first]]
        closing = next(way for way in ways[ring[-2]] if way.target == ring[-1])
        return [(closing.path, sentence("a loop without input: %(ring)s", ring=" → ".join(ring)))]
    return []
