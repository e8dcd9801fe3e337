"""What somebody wants of seats: typed, as a row of numbers, for many chosen at once, or as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from seatyard.errors import InvalidInput

MOST = 1_000
"""Seats in one request."""
LONGEST_NUMBER = 6
COLUMNS = ("number", "type", "name", "queues", "skills")
UNREADABLE = -1
"""The level of a skill that was not understood: the line is refused."""


@dataclass(frozen=True)
class Wish:
    """How a seat should be; what is not said stays as it is."""

    number: str
    type: str = ""
    name: str = ""
    queues: tuple[str, ...] | None = None
    """All that it is in, by name; none: as it is."""
    released: bool = False
    skills: Mapping[str, int] | None = None
    """By name, with their levels of 1 to 5; 0 takes a skill away. Those not said stay."""
    line: int = 0
    """Of the table that says so; 0 of none."""


def in_a_row(first: str, count: int, type: str, name: str, queues: tuple[str, ...] | None) -> list[Wish]:
    """``count`` seats numbered from ``first`` on, of as many digits; a name gets the number behind it."""
    if not first.isascii() or not first.isdigit() or not 2 <= len(first) <= LONGEST_NUMBER:
        raise InvalidInput(f"{first!r} is no seat's number", where="first", allowed="2 to 6 digits")
    most = min(MOST, 10 ** len(first) - int(first))
    if not 1 <= count <= most:
        raise InvalidInput(f"{count} seats from {first}", where="count", allowed=f"1 to {most}")
    numbers = [str(int(first) + at).zfill(len(first)) for at in range(count)]
    named = f"{name} {{}}" if name and count > 1 else name
    return [Wish(number, type, named.format(number), queues) for number in numbers]


def of_table(text: str, types: Mapping[str, str] | None = None) -> list[Wish]:
    """The wishes of a CSV table: number, type, name, queues and skills (apart by ``/``), a seat a line.

    A first line without a number is a heading. ``types`` are the words of a language for types. An empty
    cell says nothing: the seat keeps what it has.
    """
    named = types or {}
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    wishes = []
    try:
        table = list(enumerate(rows, 1))
    except csv.Error:
        raise InvalidInput(f"line {rows.line_num} cannot be read", where="table") from None
    for at, row in table:
        cells = [cell.strip() for cell in row] + [""] * len(COLUMNS)
        number, type, name, queues, skills = cells[: len(COLUMNS)]
        if not any(cells) or (at == 1 and not number[:1].isdigit()):
            continue
        groups = tuple(one.strip() for one in queues.split("/") if one.strip()) if queues else None
        said = skills_of(skills) if skills else None
        wishes.append(Wish(number, named.get(type, type), name, groups, skills=said, line=at))
    return few_enough(wishes)


def skills_of(text: str) -> dict[str, int]:
    """``English 5/退货 3`` as skills with their levels."""
    found = {}
    for piece in filter(None, (one.strip() for one in text.split("/"))):
        name, _, level = piece.rpartition(" ")
        plain = bool(name) and level.isascii() and level.isdigit() and len(level) == 1
        found[name.strip() if plain else piece] = int(level) if plain else UNREADABLE
    return found


def as_text(wishes: Iterable[Wish]) -> str:
    """As a page carries them from the question to the yes."""
    return json.dumps([asdict(one) for one in wishes], ensure_ascii=False)


def of_text(text: str) -> list[Wish]:
    """What ``as_text`` wrote; InvalidInput for anything else."""
    try:
        found = [_of_said(one) for one in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InvalidInput(
            "cannot be read", where="wishes", allowed="what the page before has sent"
        ) from None
    return few_enough(found)


def _of_said(one: dict[str, Any]) -> Wish:
    queues, skills = one["queues"], one["skills"]
    return Wish(
        **one
        | {
            "queues": None if queues is None else tuple(queues),
            "skills": None if skills is None else {name: int(level) for name, level in skills.items()},
        }
    )


def few_enough(wishes: Iterable[Wish]) -> list[Wish]:
    """As a list; InvalidInput for none, and for too many."""
    found = list(wishes)
    if not 1 <= len(found) <= MOST:
        raise InvalidInput(f"{len(found)} seats", where="seats", allowed=f"1 to {MOST}")
    return found


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
