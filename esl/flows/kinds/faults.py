"""Checks that several kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import variables
from ..prompts import prompt
from .kind import Path, Problem


def unknown_keys(here: Path, given: Mapping[str, Any], allowed: Iterable[str]) -> list[Problem]:
    told = f"unknown key (allowed: {', '.join(sorted(allowed)) or 'none'})"
    return [((*here, str(key)), told) for key in given if key not in allowed]


def of_name(path: Path, value: Any, what: str, known: frozenset[str]) -> list[Problem]:
    if str(value) in known:
        return []
    return [(path, f"there is no {what} {value} (allowed: {', '.join(sorted(known)) or 'none yet'})")]


def of_count(path: Path, value: Any, most: int) -> list[Problem]:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most):
        return []
    return [(path, f"not a number to count with: {value} (allowed: 1 to {most})")]


ASKING = ("timeout", "retries")
"""Keys of whatever asks for digits."""
LONGEST_PAUSE, MOST_RETRIES = 60, 10
"""Seconds, and how often it asks."""


def of_asking(here: Path, value: Mapping[str, Any]) -> list[Problem]:
    found = of_count((*here, "timeout"), value.get("timeout"), LONGEST_PAUSE)
    return found + of_count((*here, "retries"), value.get("retries"), MOST_RETRIES)


def of_node(path: Path, value: Any, told: str = "the node to go on with") -> list[Problem]:
    """That a way on is given; whether there is such a node is seen of all of them at once."""
    return [(path, f"missing: {told}")] if value is None else []


def of_variable(path: Path, name: Any) -> list[Problem]:
    if isinstance(name, str) and variables.NAME.match(name) and name not in variables.TAKEN:
        return []
    return [(path, f"not a name to keep digits under: {name} (allowed: {variables.ALLOWED})")]


def of_prompt(path: Path, reference: Any) -> list[Problem]:
    try:
        prompt(reference)
    except ValueError as error:
        return [(path, f"{error} (allowed: NAME.wav, or {{say: TEXT}})")]
    return []
