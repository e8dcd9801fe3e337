"""Seats added, released and changed to another type; lines and people likewise.

A change (002:B8) takes the longest leased of the type that it names, as a release does. Each stays the same
seat: its interval ends, and another of the new type begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from seatyard.errors import InvalidInput

from ...clauses.lead_times import Request
from ...engine import SeatInterval
from . import asked
from .reading import Entry, FactKind, Reading, check_priced, moment
from .schemas import COUNT, MOMENT, NAME, mapping

DONE = {"add": "added", "release": "released", "change": "changed"}
"""What an entry does, one of them."""


def changes(
    name: str, clause: str, what: str, kind: str = "type", request: Request | None = None
) -> FactKind:
    """The kind of fact that adds, releases and changes things whose ``kind`` has a price in ``clause``.

    With a sort of ``request`` an entry may say when it was asked for.
    """
    properties = {"at": MOMENT, kind: NAME, **dict.fromkeys(DONE, COUNT), "to": NAME}
    schema = mapping(["at", kind], properties | (asked.KEYS if request else {}))
    return FactKind(name, schema, _reader(name, clause, what, kind, request))


def _reader(
    name: str, clause: str, what: str, kind: str, request: Request | None
) -> Callable[[list[Entry], Reading], tuple[SeatInterval, ...]]:
    def read(entries: list[Entry], reading: Reading) -> tuple[SeatInterval, ...]:
        """In order of time; a release or a change takes the longest leased of its type."""
        at_path = f"{reading.at}.{name}"
        made: list[SeatInterval] = []
        count = 0
        priced = reading.priced(clause)
        for at, when, entry in _in_time(entries, reading, request, at_path):
            where = f"{at_path}[{at}]"
            done = _done(entry, where)
            for key in (kind, "to"):
                if key in entry:
                    check_priced(entry[key], priced, f"{what} of {kind}", f"{where}.{key}")
            if done == "add":
                made += (SeatInterval(id, id, entry[kind], when, None) for id in _ids(entry, count + 1))
                count += entry["add"]
            else:
                made = _after(made, _longest(made, kind, entry, done, where), entry, when)
        return tuple(one for one in made if one.ends is None or one.starts < one.ends)

    return read


def _in_time(
    entries: list[Entry], reading: Reading, request: Request | None, at_path: str
) -> Iterable[tuple[int, datetime, Entry]]:
    """With their places in the file, in order of time."""

    def when(entry: Entry, where: str) -> datetime:
        if request:
            return asked.takes_effect(entry, reading.agreement, request, where)
        return moment(entry["at"], reading.zone, f"{where}.at")

    dated = [(at, when(entry, f"{at_path}[{at}]"), entry) for at, entry in enumerate(entries)]
    return sorted(dated, key=lambda one: (one[1], one[0]))


def _ids(entry: Entry, first: int) -> list[str]:
    """Of the things that an entry adds: numbers from ``first``, or the entry's own id and theirs in it."""
    if "id" in entry:
        return [f"{entry['id']}/{number}" for number in range(1, entry["add"] + 1)]
    return [str(number) for number in range(first, first + entry["add"])]


def _done(entry: Entry, where: str) -> str:
    """What the entry does: the one of ``DONE`` that it has."""
    found = [key for key in DONE if key in entry]
    if len(found) != 1:
        *others, last = found or DONE
        either, joined = ("both", "and") if found else ("neither", "nor")
        message = f"{either} {', '.join(others)} {joined} {last}"
        raise InvalidInput(message, where=where, allowed=f"one of {', '.join(DONE)}")
    (done,) = found
    if (done == "change") != ("to" in entry):
        message = "to is missing" if done == "change" else f"to beside {done}"
        raise InvalidInput(message, where=where, allowed="change with to")
    return done


def _longest(made: list[SeatInterval], kind: str, entry: Entry, done: str, where: str) -> list[SeatInterval]:
    """Those that a release or a change takes."""
    type, count = entry[kind], entry[done]
    there = [one for one in made if one.type == type and one.ends is None]
    if count > len(there):
        message = f"{count} of {kind} {type!r} {DONE[done]}, where there are {len(there)}"
        raise InvalidInput(message, where=f"{where}.{done}", allowed=f"up to {len(there)}")
    return there[:count]


def _after(
    made: list[SeatInterval], taken: list[SeatInterval], entry: Entry, when: datetime
) -> list[SeatInterval]:
    """All, those taken ended: with ``to`` each goes on in its place, as long leased as it was."""
    places = {one.id: place for place, one in enumerate(taken, 1)}
    known = Counter(one.seat for one in made)
    found: list[SeatInterval] = []
    for one in made:
        place = places.get(one.id)
        found.append(replace(one, ends=when) if place else one)
        if place and "to" in entry:
            id = f"{entry['id']}/{place}" if "id" in entry else f"{one.seat}/{known[one.seat] + 1}"
            found.append(SeatInterval(id, one.seat, entry["to"], when, None))
    return found


SEATS = changes("seats", "seat_rent", "a seat")
