"""Seats added and released; lines and people likewise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from seatyard.errors import InvalidInput

from ...engine import SeatInterval
from .reading import Entry, FactKind, Reading, check_priced, moment
from .schemas import COUNT, MOMENT, NAME, mapping


def changes(name: str, clause: str, what: str, kind: str = "type") -> FactKind:
    """The kind of fact that adds and releases things whose ``kind`` has a price in ``clause``."""
    schema = mapping(["at", kind], {"at": MOMENT, kind: NAME, "add": COUNT, "release": COUNT})
    return FactKind(name, schema, _reader(name, clause, what, kind))


def _reader(
    name: str, clause: str, what: str, kind: str
) -> Callable[[list[Entry], Reading], tuple[SeatInterval, ...]]:
    def read(entries: list[Entry], reading: Reading) -> tuple[SeatInterval, ...]:
        """In order of time; a release takes the longest leased of its type."""
        at_path = f"{reading.at}.{name}"
        made: list[SeatInterval] = []
        priced = reading.priced(clause)
        for at, when, entry in _in_time(entries, reading, at_path):
            where = f"{at_path}[{at}]"
            _check(entry, where)
            check_priced(entry[kind], priced, f"{what} of {kind}", f"{where}.{kind}")
            if "add" in entry:
                made += (SeatInterval(id, id, entry[kind], when, None) for id in _ids(entry, len(made) + 1))
            else:
                _release(made, kind, entry, when, f"{where}.release")
        return tuple(one for one in made if one.ends is None or one.starts < one.ends)

    return read


def _in_time(entries: list[Entry], reading: Reading, at_path: str) -> Iterable[tuple[int, datetime, Entry]]:
    """With their places in the file, in order of time."""
    dated = [
        (at, moment(entry["at"], reading.zone, f"{at_path}[{at}].at"), entry)
        for at, entry in enumerate(entries)
    ]
    return sorted(dated, key=lambda one: (one[1], one[0]))


def _ids(entry: Entry, first: int) -> list[str]:
    """Of the things that an entry adds: numbers from ``first``, or the entry's own id and theirs in it."""
    if "id" in entry:
        return [f"{entry['id']}/{number}" for number in range(1, entry["add"] + 1)]
    return [str(number) for number in range(first, first + entry["add"])]


def _check(entry: Entry, where: str) -> None:
    if ("add" in entry) == ("release" in entry):
        message = "both add and release" if "add" in entry else "neither add nor release"
        raise InvalidInput(message, where=where, allowed="one of add, release")


def _release(made: list[SeatInterval], kind: str, entry: Entry, when: datetime, where: str) -> None:
    type, count = entry[kind], entry["release"]
    there = [at for at, one in enumerate(made) if one.type == type and one.ends is None]
    if count > len(there):
        message = f"{count} of {kind} {type!r} released, where there are {len(there)}"
        raise InvalidInput(message, where=where, allowed=f"up to {len(there)}")
    for at in there[:count]:
        made[at] = replace(made[at], ends=when)


SEATS = changes("seats", "seat_rent", "a seat")
