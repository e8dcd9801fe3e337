"""A tenant's document as the steps of a draft fill it in: few answers, the rest goes without saying. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from seatyard.errors import InvalidInput

from ..sections import Onboarding

FLOW, NODE, QUEUE = "main", "desk", "service"
"""The flow that a number leads to, its only node, and the queue that this one fills."""
FIRST_NUMBER = "8001"
FIRST_SEATS = 10
MOST = 2_000
"""Seats of a draft."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seats of one type whose numbers follow on one another."""

    count: int
    type: str
    first: str

    @property
    def last(self) -> str:
        return self.number(self.count - 1)

    def number(self, at: int) -> str:
        return str(int(self.first) + at).zfill(len(self.first))


def fresh(template: str, seat_type: str, starts: str) -> Onboarding:
    """A tenant whose callers reach all of its seats in one queue; without a name and a number yet."""
    document: Onboarding = {
        "tenant": {"name": "", "title": {"zh": "", "en": ""}, "domain": ""},
        "contract": {"template": template, "signed": starts, "starts": starts},
        "seats": expanded([Run(FIRST_SEATS, seat_type, FIRST_NUMBER)], []),
    }
    return led(document, QUEUE, "")


def filled(document: Onboarding) -> Onboarding:
    """The document with every part that the steps look at; InvalidInput for one of another shape."""
    empty: Onboarding = {"tenant": {}, "contract": {}, "seats": [], "queues": [], "numbers": [], "flows": {}}
    made = empty | document
    for name, kind in ((name, type(value)) for name, value in empty.items()):
        if not isinstance(made[name], kind):
            raise InvalidInput("is not allowed", where=name, allowed=_KINDS[kind])
    for name, key in (("seats", "number"), ("seats", "type"), ("queues", "name"), ("numbers", "e164")):
        for at, one in enumerate(made[name]):
            if not isinstance(one, dict) or not isinstance(one.get(key), str):
                raise InvalidInput(f"{key} is missing", where=f"{name}[{at}]", allowed="text")
    for key in ("template", "starts"):
        if not isinstance(made["contract"].get(key), str):
            raise InvalidInput(f"{key} is missing", where="contract", allowed="text")
    title = made["tenant"].get("title")
    names = {"zh": "", "en": ""} | (title if isinstance(title, dict) else {})
    return made | {"tenant": {"name": "", "domain": ""} | made["tenant"] | {"title": names}}


_KINDS: dict[type[Any], str] = {dict: "a mapping", list: "a list"}


def runs(seats: Iterable[dict[str, Any]]) -> list[Run]:
    """The seats told in few words, in their order."""
    found: list[Run] = []
    for seat in seats:
        last = found[-1] if found else None
        if last and last.type == seat["type"] and last.number(last.count) == seat["number"]:
            found[-1] = Run(last.count + 1, last.type, last.first)
        else:
            found.append(Run(1, seat["type"], seat["number"]))
    return found


def expanded(wanted: Sequence[Run], known: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The seats of these runs; what is said of a number already stays, but for its type."""
    if sum(run.count for run in wanted) > MOST:
        raise InvalidInput("too many seats", where="seats", allowed=f"up to {MOST:,}; more by a file")
    there = {seat["number"]: seat for seat in known}
    return [
        {**there.get(run.number(at), {}), "number": run.number(at), "type": run.type}
        for run in wanted
        for at in range(run.count)
    ]


def counted(seats: Sequence[dict[str, Any]], counts: dict[str, int]) -> list[dict[str, Any]]:
    """So many of each type: some more behind the last number, or fewer of the type's last."""
    made = list(seats)
    for type in dict.fromkeys([*(seat["type"] for seat in seats), *counts]):
        wanted, its = counts.get(type, 0), [seat for seat in made if seat["type"] == type]
        for seat in its[wanted:]:
            made.remove(seat)
        if wanted > len(its):
            taken = max((int(seat["number"]) for seat in made), default=int(FIRST_NUMBER) - 1)
            made += expanded([Run(wanted - len(its), type, str(taken + 1))], [])
    return made


def is_plain(document: Onboarding) -> bool:
    """Whether its numbers lead to one queue of all seats, as ``led`` makes it: not a file's own flows."""
    queues, flows = document.get("queues", []), document.get("flows", {})
    made = _flow(queues[0]["name"]) if queues else None
    return len(queues) == 1 and set(queues[0]) == {"name", "seats"} and flows == {FLOW: made}


def led(document: Onboarding, queue: str, number: str) -> Onboarding:
    """The document with one queue of all its seats, to which the number leads; none for an empty one."""
    members = [seat["number"] for seat in document["seats"]]
    return document | {
        "queues": [{"name": queue, "seats": members}],
        "flows": {FLOW: _flow(queue)},
        "numbers": [{"e164": number, "flow": FLOW}] if number else [],
    }


def _flow(queue: str) -> dict[str, Any]:
    return {"start": NODE, "nodes": {NODE: {"queue": queue}}}
