"""Wishes against the tenant's file: those that can be are put into it, the others are refused by the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenants.leading import to_seat
from tenants.onboarding.sections import Onboarding

from .wishes import Wish

NUMBER = re.compile(r"[0-9]{2,6}")
NEW, CHANGED, SAME, RELEASED, REFUSED = "new", "changed", "same", "released", "refused"
KEPT = "kept"
BAD_NUMBER, TWICE, NO_TYPE, BAD_TYPE, NO_QUEUE = "bad_number", "twice", "no_type", "bad_type", "no_queue"
NOT_THERE, IN_USE = "not_there", "in_use"
FAULTS = (BAD_NUMBER, TWICE, NO_TYPE, BAD_TYPE, NO_QUEUE, NOT_THERE, IN_USE)
"""Why a wish is refused; ``in_use``: a flow or a queue sends callers to the seat that is given back."""


@dataclass(frozen=True)
class State:
    """A seat as a file has it."""

    type: str
    name: str
    queues: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What becomes of a wish."""

    wish: Wish
    what: str
    """``new``, ``changed``, ``same``, ``released``, ``refused``, or ``kept``: its release is taken back."""
    before: State | None = None
    after: State | None = None
    fault: str = ""
    said: str = ""
    """What of it: the queue that is not there, the node that leads to the seat."""

    @property
    def number(self) -> str:
        return self.wish.number


@dataclass(frozen=True)
class Ending:
    """A seat whose lease ends on a day to come: the file has it no more, and can have it again."""

    section: dict[str, Any]
    """As the file would have it."""
    places: dict[str, dict[str, Any]]
    """By queue, its ``number``, ``level`` and ``position`` until then."""


def fitted(
    document: Onboarding, wishes: Iterable[Wish], types: Collection[str], ending: Mapping[str, Ending]
) -> list[Row]:
    """Put the wishes into the file and say what becomes of each; ``types`` are those with a price.

    ``ending``, by number, are the seats that can be kept.
    """
    seen: set[str] = set()
    rows = []
    for wish in wishes:
        row = _refused(wish, TWICE) if wish.number in seen else _fitted(document, wish, types, ending)
        seen.add(wish.number)
        rows.append(row)
    return rows


def _fitted(document: Onboarding, wish: Wish, types: Collection[str], ending: Mapping[str, Ending]) -> Row:
    seat = next((one for one in document["seats"] if one["number"] == wish.number), None)
    before = _state(document, seat) if seat else None
    kept = ending.get(wish.number) if seat is None and not wish.released else None
    if kept and wish.type in ("", kept.section["type"]):
        return _kept(document, wish, kept)
    fault, said = _fault(document, wish, before, types)
    if fault:
        return _refused(wish, fault, said)
    if wish.released:
        _take_out(document, wish.number)
        return Row(wish, RELEASED, before)
    groups = before.queues if before else ()
    after = State(
        wish.type or (before.type if before else ""),
        wish.name or (before.name if before else wish.number),
        groups if wish.queues is None else tuple(dict.fromkeys(wish.queues)),
    )
    if seat is None:
        seat = {"number": wish.number}
        document["seats"].append(seat)
    seat |= {"type": after.type, "name": after.name}
    _regroup(document, wish.number, after.queues)
    same = before is not None and (before.type, before.name) == (after.type, after.name)
    if same and before is not None and set(before.queues) == set(after.queues):
        return Row(wish, SAME, before, after)
    return Row(wish, CHANGED if before else NEW, before, after)


def _kept(document: Onboarding, wish: Wish, ending: Ending) -> Row:
    """As it was, at its place in its queues; a wish for more is one of its own, once it is kept."""
    document["seats"].append(dict(ending.section))
    for queue in document["queues"]:
        if queue["name"] in ending.places:
            queue["seats"].append(dict(ending.places[queue["name"]]))
    state = _state(document, ending.section)
    return Row(wish, KEPT, state, state)


def _fault(document: Onboarding, wish: Wish, before: State | None, types: Collection[str]) -> tuple[str, str]:
    if not NUMBER.fullmatch(wish.number):
        return BAD_NUMBER, ""
    if wish.released:
        if before is None:
            return NOT_THERE, ""
        leads = to_seat(document, wish.number)
        return (IN_USE, ", ".join(leads)) if leads else ("", "")
    if not wish.type and before is None:
        return NO_TYPE, ""
    if wish.type and wish.type not in types:
        return BAD_TYPE, wish.type
    known = {queue["name"] for queue in document["queues"]}
    unknown = [name for name in wish.queues or () if name not in known]
    return (NO_QUEUE, ", ".join(unknown)) if unknown else ("", "")


def _refused(wish: Wish, fault: str, said: str = "") -> Row:
    return Row(wish, REFUSED, fault=fault, said=said)


def _state(document: Onboarding, seat: dict[str, Any]) -> State:
    number = seat["number"]
    groups = [
        queue["name"]
        for queue in document["queues"]
        if any(member["number"] == number for member in queue["seats"])
    ]
    return State(seat["type"], seat["name"], tuple(groups))


def _regroup(document: Onboarding, number: str, groups: tuple[str, ...]) -> None:
    """Into those queues, at the end of their first level; out of the others. Where it is it stays."""
    for queue in document["queues"]:
        members = queue["seats"]
        there = any(member["number"] == number for member in members)
        if there and queue["name"] not in groups:
            queue["seats"] = [member for member in members if member["number"] != number]
        elif not there and queue["name"] in groups:
            last = max((member["position"] for member in members if member["level"] == 1), default=0)
            members.append({"number": number, "level": 1, "position": last + 1})


def _take_out(document: Onboarding, number: str) -> None:
    """With all that the file has under its number."""
    document["seats"] = [one for one in document["seats"] if one["number"] != number]
    _regroup(document, number, ())
    for section in ("voicemail", "recordings", "outbound"):
        if number in document.get(section, {}).get("seats", {}):
            own = {other: said for other, said in document[section]["seats"].items() if other != number}
            document[section] = {**document[section], "seats": own}
