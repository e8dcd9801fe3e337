"""Checks that several kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from seatyard.sentence import Sentence, sentence, told

from .. import variables
from ..prompts import prompt
from .fields import ASKING
from .kind import Path, Problem


def unknown_keys(here: Path, given: Mapping[str, Any], allowed: Iterable[str]) -> list[Problem]:
    message = sentence("unknown key (allowed: %(allowed)s)", allowed=", ".join(sorted(allowed)) or "none")
    return [((*here, str(key)), message) for key in given if key not in allowed]


def of_name(path: Path, value: Any, what: str, known: frozenset[str]) -> list[Problem]:
    """``what`` is the pattern of the message: ``there is no queue %(name)s (allowed: %(allowed)s)``."""
    if str(value) in known:
        return []
    return [(path, sentence(what, name=value, allowed=", ".join(sorted(known)) or NONE_YET))]


def no_node(name: Any, allowed: str) -> Sentence:
    return sentence("there is no node %(node)s (allowed: %(allowed)s)", node=name, allowed=allowed)


def of_count(path: Path, value: Any, most: int) -> list[Problem]:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most):
        return []
    return [
        (
            path,
            sentence(
                "not a number to count with: %(value)s (allowed: 1 to %(most)s)", value=value, most=most
            ),
        )
    ]


NONE_YET = sentence("none yet")
WAY_ON = sentence("missing: the node to go on with")


def of_asking(here: Path, value: Mapping[str, Any]) -> list[Problem]:
    return [
        fault for one in ASKING for fault in of_count((*here, one.key), value.get(one.key), one.most or 0)
    ]


def of_node(path: Path, value: Any, missing: Sentence = WAY_ON) -> list[Problem]:
    """That a way on is given; whether there is such a node is seen of all of them at once."""
    return [(path, missing)] if value is None else []


def of_variable(path: Path, name: Any) -> list[Problem]:
    if isinstance(name, str) and variables.NAME.match(name) and name not in variables.TAKEN:
        return []
    return [
        (
            path,
            sentence(
                "not a name to keep digits under: %(name)s (allowed: %(allowed)s)",
                name=name,
                allowed=variables.ALLOWED,
            ),
        )
    ]


def of_prompt(path: Path, reference: Any) -> list[Problem]:
    try:
        prompt(reference)
    except ValueError as error:
        return [(path, sentence("%(fault)s (allowed: NAME.wav, or {say: TEXT})", fault=told(error)))]
    return []
