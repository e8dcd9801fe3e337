"""What a flow's document says: the kinds of nodes, and where each may lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
"""Where in the document: ``("nodes", "hello", "menu", "digits", "1")``."""

NODE_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
"""A node's name is part of an extension's, where a blank or a ``$`` would mean something."""

OPTIONS: dict[str, frozenset[str]] = {
    "hours": frozenset(),
    "menu": frozenset(),
    "queue": frozenset(),
    "seat": frozenset({"ring", "no_answer"}),
    "play": frozenset({"then"}),
    "voicemail": frozenset(),
    "hangup": frozenset(),
}
"""The kinds of nodes, each with the keys that may stand beside it."""


@dataclass(frozen=True)
class Step:
    """One node: ``{"seat": "1001", "ring": 25}`` is kind ``seat``, value ``1001``, options ``ring``."""

    kind: str
    value: Any
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Exit:
    """An edge to another node; ``waits`` when a person acts (presses, answers) before it is taken."""

    path: Path
    target: str
    waits: bool


def step(node: Mapping[str, Any]) -> Step | None:
    """The node read; None when it is of no known kind, or of several."""
    kinds = [key for key in node if key in OPTIONS]
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    return Step(kind, node[kind], {key: value for key, value in node.items() if key != kind})


def exits(name: str, at: Step) -> list[Exit]:
    """Where the node may lead, in the order of the document."""
    here: Path = ("nodes", name)
    if at.kind == "hours" and isinstance(at.value, Mapping):
        ways = [((*here, "hours", key), at.value.get(key), False) for key in ("inside", "outside")]
    elif at.kind == "menu" and isinstance(at.value, Mapping):
        digits = at.value.get("digits")
        keys = digits.items() if isinstance(digits, Mapping) else ()
        ways = [((*here, "menu", "digits", str(key)), str(target), True) for key, target in keys]
        ways.append(((*here, "menu", "otherwise"), at.value.get("otherwise"), False))
    elif at.kind == "play":
        ways = [((*here, "then"), at.options.get("then"), False)]
    elif at.kind == "seat":
        ways = [((*here, "no_answer"), at.options.get("no_answer"), True)]
    else:
        ways = []
    return [Exit(path, str(target), waits) for path, target, waits in ways if target is not None]
