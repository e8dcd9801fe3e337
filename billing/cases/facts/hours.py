"""Hours that people worked beside their month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from seatyard.errors import InvalidInput

from ...engine import OVERTIME, TRAINING, Hours
from .reading import Entry, FactKind, Reading, amount, check_priced, day, named
from .schemas import AMOUNT, COUNT, MOMENT, NAME, mapping

HOURS_OF_A_DAY = 24
_HOURS: dict[str, Any] = AMOUNT | {
    "maximum": HOURS_OF_A_DAY,
    "description": f"hours of a person on the day, from 0 to {HOURS_OF_A_DAY}",
}
SCHEMA = mapping(
    ["at", "role", "hours", "kind"],
    {
        "at": MOMENT,
        "role": NAME,
        "hours": _HOURS,
        "people": COUNT,
        "kind": {"enum": [OVERTIME, TRAINING]},
        "passed": {"type": "boolean", "description": "true or false"},
    },
)


def read(entries: list[Entry], reading: Reading) -> tuple[Hours, ...]:
    """``hours`` are a person's, ``people`` how many worked so many; training says whether it was passed."""
    made = []
    priced = reading.priced("staff")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.hours[{at}]"
        check_priced(entry["role"], priced, "a person of role", f"{where}.role")
        if entry["kind"] == TRAINING and "passed" not in entry:
            raise InvalidInput("passed is missing", where=where, allowed="true or false")
        on = day(entry["at"], reading.zone, f"{where}.at")
        worked = _hours(entry["hours"], f"{where}.hours") * entry.get("people", 1)
        passed = entry.get("passed", True)
        made.append(Hours(named(entry, at), on, entry["role"], worked, entry["kind"], passed))
    return tuple(made)


def _hours(value: Any, where: str) -> Decimal:
    hours = amount(value, where)
    if hours > HOURS_OF_A_DAY:
        raise InvalidInput(f"{value!r} is not allowed", where=where, allowed=_HOURS["description"])
    return hours


HOURS = FactKind("hours", SCHEMA, read)
