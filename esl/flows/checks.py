"""What is wrong with a flow, found before it is published. Pure: a document in, problems out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from . import hours
from .document import NODE_NAME, OPTIONS, Path, Step, exits, step
from .prompts import prompt

DIGITS = re.compile(r"[0-9*#]{1,8}\Z")
KINDS = ", ".join(OPTIONS)
HOURS_KEYS = ("when", "holidays", "inside", "outside")
MENU_KEYS = ("prompt", "digits", "timeout", "retries", "otherwise")
LONGEST_RING, LONGEST_PAUSE, MOST_RETRIES = 300, 60, 10
"""Seconds, seconds, and how often a menu asks again."""


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
    found = _unknown_keys(here, at.options, OPTIONS[at.kind])
    if at.kind == "hours":
        found += _of_hours((*here, "hours"), at.value)
    elif at.kind == "menu":
        found += _of_menu((*here, "menu"), at.value)
    elif at.kind == "play":
        found += _of_prompt((*here, "play"), at.value)
    elif at.kind == "queue":
        found += _of_name((*here, "queue"), at.value, "queue", names.queues)
    elif at.kind == "seat":
        found += _of_name((*here, "seat"), at.value, "seat", names.seats)
        found += _of_count((*here, "ring"), at.options.get("ring"), LONGEST_RING)
    elif at.kind == "voicemail":
        found += _of_name((*here, "voicemail"), at.value, "queue or seat", names.queues | names.seats)
    return found


def _unknown_keys(here: Path, given: Mapping[str, Any], allowed: Iterable[str]) -> list[tuple[Path, str]]:
    told = f"unknown key (allowed: {', '.join(sorted(allowed)) or 'none'})"
    return [((*here, str(key)), told) for key in given if key not in allowed]


def _of_name(path: Path, value: Any, what: str, known: frozenset[str]) -> list[tuple[Path, str]]:
    if str(value) in known:
        return []
    return [(path, f"there is no {what} {value} (allowed: {', '.join(sorted(known)) or 'none yet'})")]


def _of_count(path: Path, value: Any, most: int) -> list[tuple[Path, str]]:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most):
        return []
    return [(path, f"not a number to count with: {value} (allowed: 1 to {most})")]


def _of_hours(here: Path, value: Any) -> list[tuple[Path, str]]:
    if not isinstance(value, Mapping):
        return [(here, "needs when, inside and outside")]
    found = _unknown_keys(here, value, HOURS_KEYS)
    found += [
        ((*here, key), "missing: the node to go on with")
        for key in ("inside", "outside")
        if value.get(key) is None
    ]
    try:
        hours.spans(str(value.get("when", "")))
    except ValueError as error:
        found.append(((*here, "when"), f"{error} (allowed: {hours.ALLOWED})"))
    return found


def _of_menu(here: Path, value: Any) -> list[tuple[Path, str]]:
    if not isinstance(value, Mapping):
        return [(here, "needs prompt and digits")]
    found = _unknown_keys(here, value, MENU_KEYS) + _of_prompt((*here, "prompt"), value.get("prompt"))
    digits = value.get("digits")
    if not isinstance(digits, Mapping) or not digits:
        found.append(((*here, "digits"), "a menu without digits leads nowhere"))
    else:
        told = "not a key (allowed: up to 8 of 0-9, * and #)"
        found += [((*here, "digits", str(key)), told) for key in digits if not DIGITS.match(str(key))]
    if value.get("otherwise") is None:
        found.append(((*here, "otherwise"), "missing: the node for callers who press nothing"))
    found += _of_count((*here, "timeout"), value.get("timeout"), LONGEST_PAUSE)
    return found + _of_count((*here, "retries"), value.get("retries"), MOST_RETRIES)


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
