"""A trial call that somebody is on: walked as far as it goes by itself, then it waits for what happens next.

The way is that of stored cases (``trials.way``). Nothing is kept between two steps: whoever is on the call
says each time all that has happened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .document import told
from .kinds import KINDS
from .prompts import Prompt
from .trials import way
from .walking import NoWay, TrialCall

KEYS, ANSWER, WORD = "keys", "answer", "word"
"""What a call can wait for: what the caller presses (nothing is an empty text), what a seat does, what a
server says (silence is an empty text)."""


@dataclass
class Stop:
    """A node that the call came by."""

    node: str
    kind: str
    told: str
    prompts: list[Prompt]
    asked: str = ""
    """What it waited for there: ``keys``, ``answer``, ``word`` or nothing."""
    said: str | None = None
    """What then happened; None where it still waits."""
    allowed: list[str] = field(default_factory=list)
    """What may happen, where that is known."""
    longest: int = 0
    """Keys that it takes at most, where it asks for keys."""


@dataclass
class Stepped:
    """The way so far."""

    stops: list[Stop]
    waits: bool
    """Whether the last node waits for something; else the call is over, or with people."""

    def case(self, at: datetime) -> dict[str, Any]:
        """The stored case that walks the same way."""
        keys = [one.said for one in self.stops if one.asked == KEYS]
        answers = {one.node: one.said for one in self.stops if one.asked in (ANSWER, WORD)}
        parts: dict[str, Any] = {"at": f"{at:%Y-%m-%d %H:%M}", "keys": keys, "answers": answers}
        return {key: value for key, value in parts.items() if value} | {"end": self.stops[-1].node}


class _Waits(Exception):
    pass


class _Caller(TrialCall):
    """Takes what happened in its order; stops the walk where nothing more has."""

    def __init__(self, moment: datetime, happened: Sequence[str]) -> None:
        super().__init__(moment)
        self.happened, self.stops = list(happened), list[Stop]()

    def press(self, longest: int) -> str:
        self.stops[-1].longest = longest
        return self._next(KEYS, ())

    def word(self, node: str) -> str:
        return self._next(WORD, ())

    def answer(self, node: str, allowed: Collection[str], usual: str) -> str:
        self.answers = {node: self._next(ANSWER, allowed)}
        return super().answer(node, allowed, usual)

    def _next(self, asked: str, allowed: Collection[str]) -> str:
        stop = self.stops[-1]
        stop.asked, stop.allowed = asked, list(allowed)
        if not self.happened:
            raise _Waits
        stop.said = self.happened.pop(0)
        return stop.said


def step_through(document: Mapping[str, Any], moment: datetime, happened: Sequence[str]) -> Stepped:
    """Walk a sound flow at a time of the tenant's. NoWay for what cannot happen, or a call without end."""
    caller = _Caller(moment, happened)
    try:
        for at in way(document, caller):
            caller.stops.append(Stop(at.name, at.kind, told(at), KINDS[at.kind].prompts(at)))
    except _Waits:
        return Stepped(caller.stops, waits=True)
    return Stepped(caller.stops, waits=False)


__all__ = ["NoWay", "Stepped", "Stop", "step_through"]
