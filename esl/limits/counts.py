"""What a node counts, and what there is to count. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..answers.lines import ACCOUNT, RATE, REALM, SEPARATOR

HELD = "hash_dump limit"
CHANNELS = "show channels as json"
LINE = "sofia/external/"
AGAIN = "."
"""Between a counter and the number of times that it was begun anew."""

ENDED = ("CS_HANGUP", "CS_REPORTING", "CS_DESTROY")
"""States in which a leg holds nothing any more; it is listed until its record is posted (QUIRKS 20)."""
ANSWERED = ("ACTIVE", "HELD", "UNHELD")
NONE: frozenset[str] = frozenset()
Lines = Mapping[str, frozenset[str]]
"""By counter, the uuids of the carriers' legs that are counted there."""


@dataclass(frozen=True)
class Listing:
    """What a ``show channels`` tells of lines."""

    up: Lines
    every: Lines
    """Those that have ended, too."""


@dataclass(frozen=True)
class Miscount:
    counter: str
    held: int
    least: int
    most: int
    """Between so many lines there were when it was counted."""

    @property
    def too_many(self) -> bool:
        return self.held > self.most

    @property
    def told(self) -> str:
        exist = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        return f"{self.counter} counts {self.held} calls where {exist} exist"


def listing(rows: Iterable[Mapping[str, str]]) -> Listing:
    """From ``show channels as json``: what each carrier's leg says of itself."""
    lines = [row for row in rows if row.get("name", "").startswith(LINE)]
    up = [row for row in lines if row.get("state") not in ENDED and _holds(row)]
    return Listing(_by_counter(up), _by_counter(lines))


def _holds(row: Mapping[str, str]) -> bool:
    """Until the called answers, the caller's leg holds the count."""
    return row.get("direction") == "inbound" or row.get("callstate") in ANSWERED


def _by_counter(lines: Iterable[Mapping[str, str]]) -> Lines:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in lines:
        for counter in filter(None, row.get(ACCOUNT, "").split(SEPARATOR)):
            found[counter].add(row["uuid"])
    return {counter: frozenset(uuids) for counter, uuids in found.items()}


def held_by_name(dump: str) -> dict[str, int]:
    """From ``hash_dump limit`` (``L/<realm>_<name>/<total>/<rate>/<interval>/<since>``): counts by name."""
    found = {}
    for line in dump.splitlines():
        kind, _, rest = line.partition("/")
        name, *numbers = rest.split("/")
        if kind == "L" and name.startswith(f"{REALM}_") and numbers and numbers[0].isdigit():
            found[name.removeprefix(f"{REALM}_")] = int(numbers[0])
    return found


def suspects(held: Mapping[str, int], before: Listing, after: Listing) -> list[str]:
    """The counters whose count, under whatever name, may not fit: few, as a rule none."""
    totals: defaultdict[str, int] = defaultdict(int)
    for name, total in held.items():
        if not name.endswith(RATE):
            totals[name.partition(AGAIN)[0]] += total
    known = totals.keys() | before.every.keys() | after.every.keys()
    return sorted(one for one in known if miscount(one, totals.get(one, 0), before, after))


def miscount(counter: str, held: int, before: Listing, after: Listing) -> Miscount | None:
    """Whether a count fits the lines listed before and after it was read.

    What is in both lists was there. Calls of a moment are in neither, so that too many are counted is
    believed of a counter only while nothing else comes and goes there.
    """
    least = len(before.up.get(counter, NONE) & after.up.get(counter, NONE))
    known = before.every.get(counter, NONE), after.every.get(counter, NONE)
    most = len(known[0] | known[1])
    if held > most and known[0] != known[1]:
        return None
    return None if least <= held <= most else Miscount(counter, held, least, most)
