"""Wishes against the tenant's file: those that can be are put into it, the others are refused by the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenants.leading import to_seat
from tenants.onboarding import skills
from tenants.onboarding.sections import Onboarding

from .wishes import Wish

NUMBER = re.compile(r"[0-9]{2,6}")
NEW, CHANGED, SAME, RELEASED, REFUSED = "new", "changed", "same", "released", "refused"
KEPT = "kept"
BAD_NUMBER, TWICE, NO_TYPE, BAD_TYPE, NO_QUEUE = "bad_number", "twice", "no_type", "bad_type", "no_queue"
NOT_THERE, IN_USE, BAD_SKILL, BY_SKILL = "not_there", "in_use", "bad_skill", "by_skill"
FAULTS = (BAD_NUMBER, TWICE, NO_TYPE, BAD_TYPE, NO_QUEUE, NOT_THERE, IN_USE, BAD_SKILL, BY_SKILL)
"""Why a wish is refused; ``in_use``: a flow or a queue sends callers to the seat that is given back;
``by_skill``: a queue's seats follow from a skill that this one does not have."""


@dataclass(frozen=True)
class State:
    """A seat as a file has it."""

    type: str
    name: str
    queues: tuple[str, ...]
    """By hand and by skill."""
    skills: Mapping[str, int]


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
    fault, said = _fault(document, wish, seat, types)
    if fault:
        return _refused(wish, fault, said)
    if wish.released:
        _take_out(document, wish.number)
        return Row(wish, RELEASED, before)
    if seat is None:
        seat = {"number": wish.number, "name": wish.number}
        document["seats"].append(seat)
    seat |= {"type": wish.type or seat.get("type", ""), "name": wish.name or seat["name"]}
    seat["skills"] = _skilled(seat, wish)
    if wish.queues is not None:
        _regroup(document, wish.number, wish.queues)
    after = _state(document, seat)
    return Row(wish, SAME if before == after else CHANGED if before else NEW, before, after)


def _kept(document: Onboarding, wish: Wish, ending: Ending) -> Row:
    """As it was, at its place in its queues; a wish for more is one of its own, once it is kept."""
    document["seats"].append(dict(ending.section))
    for queue in document["queues"]:
        if queue["name"] in ending.places and not queue.get("skill"):
            queue["seats"].append(dict(ending.places[queue["name"]]))
    state = _state(document, ending.section)
    return Row(wish, KEPT, state, state)


def _fault(
    document: Onboarding, wish: Wish, seat: dict[str, Any] | None, types: Collection[str]
) -> tuple[str, str]:
    if not NUMBER.fullmatch(wish.number):
        return BAD_NUMBER, ""
    if wish.released:
        if seat is None:
            return NOT_THERE, ""
        leads = to_seat(document, wish.number)
        return (IN_USE, ", ".join(leads)) if leads else ("", "")
    if not wish.type and seat is None:
        return NO_TYPE, ""
    if wish.type and wish.type not in types:
        return BAD_TYPE, wish.type
    if bad := [name for name, level in (wish.skills or {}).items() if not _is_skill(name, level)]:
        return BAD_SKILL, ", ".join(bad)
    return _fault_of_queues(document, wish, _skilled(seat or {}, wish))


def _fault_of_queues(document: Onboarding, wish: Wish, has: Mapping[str, int]) -> tuple[str, str]:
    """``has`` are the skills that it will have."""
    known = {queue["name"]: queue.get("skill") for queue in document["queues"]}
    named = wish.queues or ()
    if unknown := [name for name in named if name not in known]:
        return NO_QUEUE, ", ".join(unknown)
    skilled = [(name, known[name]) for name in named]
    derived = [name for name, skill in skilled if skill and not skills.fits(skill, has)]
    return (BY_SKILL, ", ".join(derived)) if derived else ("", "")


def _is_skill(name: str, level: int) -> bool:
    return bool(skills.NAME.fullmatch(name)) and 0 <= level <= skills.BEST


def _skilled(seat: Mapping[str, Any], wish: Wish) -> dict[str, int]:
    """What it can do once the wish is made so."""
    after = {**seat.get("skills", {}), **(wish.skills or {})}
    return {name: level for name, level in sorted(after.items()) if level}


def _refused(wish: Wish, fault: str, said: str = "") -> Row:
    return Row(wish, REFUSED, fault=fault, said=said)


def _state(document: Onboarding, seat: dict[str, Any]) -> State:
    has = seat.get("skills", {})
    groups = [queue["name"] for queue in document["queues"] if _is_in(queue, seat["number"], has)]
    return State(seat["type"], seat["name"], tuple(groups), has)


def _is_in(queue: Mapping[str, Any], number: str, has: Mapping[str, int]) -> bool:
    if queue.get("skill"):
        return skills.fits(queue["skill"], has)
    return any(member["number"] == number for member in queue["seats"])


def _regroup(document: Onboarding, number: str, groups: Collection[str]) -> None:
    """Into those queues, at the end of their first level; out of the others. Where it is it stays.

    Not those whose seats follow from a skill.
    """
    for queue in document["queues"]:
        if queue.get("skill"):
            continue
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
