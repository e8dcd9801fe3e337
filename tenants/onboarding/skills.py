"""Queues that ask for a skill: their seats follow from what each seat can do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from seatyard.errors import InvalidInput
from seatyard.sentence import sentence

from .sections import Onboarding

BEST = 5
"""Of a skill's levels, from 1 on."""
NAME = re.compile(r"\w([\w .+-]{0,30}[\w.+-])?")
"""A skill's name, of any language's letters; the file's schema has it, too."""


def fits(skill: Mapping[str, Any], skills: Mapping[str, int]) -> bool:
    """Whether somebody of these skills has that of a queue, at its least level or better."""
    least: int = skill.get("least", 1)
    return skills.get(skill["name"], 0) >= least


def members(skill: Mapping[str, Any], seats: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The seats that fit: the best on level 1, all of a level alike."""
    good = [
        (BEST + 1 - seat["skills"][skill["name"]], seat["number"])
        for seat in seats
        if fits(skill, seat.get("skills", {}))
    ]
    return [{"number": number, "level": level, "position": 1} for level, number in sorted(good)]


def seats_of(queue: Mapping[str, Any], document: Onboarding) -> list[dict[str, Any]]:
    """The seats of a queue of a document as a file or an export says it."""
    skill = queue.get("skill")
    if skill:
        return members(skill, document["seats"])
    said = ({"number": seat} if isinstance(seat, str) else seat for seat in queue["seats"])
    return [{"level": 1, "position": 1} | seat for seat in said]


def seated(queue: Mapping[str, Any], document: Onboarding, where: str) -> dict[str, Any]:
    """The queue with its seats in full; InvalidInput for seats by hand beside a skill."""
    if queue.get("skill") and queue.get("seats"):
        told = sentence(
            "the queue %(name)s asks for a skill: its seats follow from theirs", name=queue["name"]
        )
        raise InvalidInput(told, where=f"{where}.seats")
    return {**queue, "seats": seats_of(queue, document)}


def without_seats(queue: Mapping[str, Any]) -> dict[str, Any]:
    """The queue as an export says it: with a skill, its seats are left out."""
    return {key: value for key, value in queue.items() if key != "seats" or not queue.get("skill")}
