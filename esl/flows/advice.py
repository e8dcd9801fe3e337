"""What stands in nobody's way and is hardly meant: nodes that no call comes by, prompts without a sound."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from seatyard.errors import SeatyardError
from seatyard.sentence import sentence

from ..prompts.scripts import parts
from .document import exits, step
from .kinds import KINDS
from .kinds.kind import Problem, Step


def advice(document: Mapping[str, Any], recorded: Collection[str], language: str) -> list[Problem]:
    """As problems are told; of an unsound document what can be read.

    ``recorded`` are the names of the tenant's prompts, ``language`` its own.
    """
    read = {str(name): step(str(name), node) for name, node in document.get("nodes", {}).items()}
    steps = {name: at for name, at in read.items() if at is not None}
    return _unreached(str(document.get("start")), steps) + [
        one for at in steps.values() for one in _unheard(at, recorded, language)
    ]


def _unreached(start: str, steps: Mapping[str, Step]) -> list[Problem]:
    if start not in steps:
        return []
    reached, todo = {start}, [start]
    while todo:
        new = {way.target for way in exits(steps[todo.pop()])} & steps.keys() - reached
        reached |= new
        todo += new
    return [(at.path, sentence("no call comes by here")) for name, at in steps.items() if name not in reached]


def _unheard(at: Step, recorded: Collection[str], language: str) -> list[Problem]:
    try:
        prompts = KINDS[at.kind].prompts(at)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    found: list[Problem] = []
    for one in prompts:
        if one.file in recorded or one.of_house:
            continue
        if not one.text:
            message = sentence("%(file)s is not recorded: callers hear a tone", file=one.file)
            found.append((at.inner, message))
            continue
        try:
            parts(one.text, language)
        except SeatyardError as error:
            message = sentence("cannot be spoken, callers hear a tone: %(why)s", why=error.message)
            found.append((at.inner, message))
    return found
