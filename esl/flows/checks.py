"""What is wrong with a flow, found before it is published. Pure: a document in, problems out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from . import hours
from .document import NODE_NAME, OPTIONS, Path, Step, exits, step
from .prompts import prompt

DIGITS = re.compile(r"[0-9*#]{1,8}\Z")
KINDS = ", ".join(OPTIONS)


@dataclass(frozen=True)
class Names:
    """What the tenant has that a flow may name."""

    queues: frozenset[str]
    seats: frozenset[str]


def problems(document: Mapping[str, Any], names: Names) -> list[tuple[Path, str]]:
    """Every fault as (path in the document, message with what is allowed); empty when sound."""
    nodes = document.get("nodes") or {}
    if not isinstance(nodes, Mapping) or not nodes:
        return [(("nodes",), "a flow needs at least one node")]
    found: list[tuple[Path, str]] = []
    steps: dict[str, Step] = {}
    for name, node in nodes.items():
        at = step(node) if isinstance(node, Mapping) else None
        if not NODE_NAME.match(str(name)):
            found.append((("nodes", str(name)), "a node's name (allowed: letters, digits, - and _)"))
        if at is None:
            found.append((("nodes", str(name)), f"one known kind of node is needed (allowed: {KINDS})"))
            continue
        steps[str(name)] = at
        found += _of_node(str(name), at, names)
    found += _of_edges(document.get("start"), steps, list(map(str, nodes)))
    return found or _loops(steps)


def _of_edges(start: Any, steps: Mapping[str, Step], known: list[str]) -> list[tuple[Path, str]]:
    allowed = f"(allowed: {', '.join(known)})"
    found: list[tuple[Path, str]] = []
    if start is None:
        found.append((("start",), f"missing: the node that a call begins at {allowed}"))
    elif str(start) not in known:
        found.append((("start",), f"there is no node {start} {allowed}"))
    for name, at in steps.items():
        for way in exits(name, at):
            if way.target not in known:
                found.append((way.path, f"there is no node {way.target} {allowed}"))
    return found


def _of_node(name: str, at: Step, names: Names) -> list[tuple[Path, str]]:
    here: Path = ("nodes", name)
    found: list[tuple[Path, str]] = [
        ((*here, key), f"unknown key (allowed: {', '.join(sorted(OPTIONS[at.kind])) or 'none'})")
        for key in at.options
        if key not in OPTIONS[at.kind]
    ]
    if at.kind == "hours":
        found += _of_hours(here, at.value)
    elif at.kind == "menu":
        found += _of_menu(here, at.value)
    elif at.kind == "play":
        found += _of_prompt((*here, "play"), at.value)
    elif at.kind == "queue" and str(at.value) not in names.queues:
        found.append(((*here, "queue"), _unknown("queue", at.value, names.queues)))
    elif at.kind == "seat" and str(at.value) not in names.seats:
        found.append(((*here, "seat"), _unknown("seat", at.value, names.seats)))
    elif at.kind == "voicemail" and str(at.value) not in names.queues | names.seats:
        boxes = names.queues | names.seats
        found.append(((*here, "voicemail"), _unknown("queue or seat", at.value, boxes)))
    return found


def _unknown(what: str, value: Any, known: frozenset[str]) -> str:
    return f"there is no {what} {value} (allowed: {', '.join(sorted(known)) or 'none yet'})"


def _of_hours(here: Path, value: Any) -> list[tuple[Path, str]]:
    here = (*here, "hours")
    if not isinstance(value, Mapping):
        return [(here, "needs when, inside and outside")]
    found: list[tuple[Path, str]] = [
        ((*here, key), "missing: the node to go on with") for key in ("inside", "outside") if key not in value
    ]
    try:
        hours.spans(str(value.get("when", "")))
    except ValueError as error:
        found.append(((*here, "when"), f"{error} (allowed: {hours.ALLOWED})"))
    return found


def _of_menu(here: Path, value: Any) -> list[tuple[Path, str]]:
    here = (*here, "menu")
    if not isinstance(value, Mapping):
        return [(here, "needs prompt and digits")]
    found = _of_prompt((*here, "prompt"), value.get("prompt"))
    digits = value.get("digits") or {}
    if not digits:
        found.append(((*here, "digits"), "a menu without digits leads nowhere"))
    found += [
        ((*here, "digits", str(key)), "not a key (allowed: up to 8 of 0-9, * and #)")
        for key in digits
        if not DIGITS.match(str(key))
    ]
    if "otherwise" not in value:
        found.append(((*here, "otherwise"), "missing: the node for callers who press nothing"))
    return found


def _of_prompt(path: Path, reference: Any) -> list[tuple[Path, str]]:
    try:
        prompt(reference)
    except ValueError as error:
        return [(path, f"{error} (allowed: NAME.wav, or {{say: TEXT}})")]
    return []


def _loops(steps: Mapping[str, Step]) -> list[tuple[Path, str]]:
    """A ring of nodes that a call runs round for ever when nobody presses or answers anything."""
    ways = {name: [way for way in exits(name, at) if not way.waits] for name, at in steps.items()}
    try:
        TopologicalSorter({name: [way.target for way in those] for name, those in ways.items()}).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))[:-1]
        first = min(range(len(ring)), key=lambda i: list(steps).index(ring[i]))
        ring = [*ring[first:], *ring[:first], ring[first]]
        closing = next(way for way in ways[ring[-2]] if way.target == ring[-1])
        return [(closing.path, f"a loop without input: {' → '.join(ring)}")]
    return []
