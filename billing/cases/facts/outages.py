"""Outages, whoever caused them."""

from __future__ import annotations

from datetime import datetime

from seatyard.errors import InvalidInput

from ...engine import CAUSES, Outage
from ...engine.facts import PROVIDER
from .reading import Entry, FactKind, Reading, moment, named
from .schemas import MOMENT, MOST_SEATS, mapping

SCHEMA = mapping(
    ["from", "to"],
    {
        "from": MOMENT,
        "to": MOMENT,
        "cause": {"enum": list(CAUSES)},
        "announced": {"type": "boolean", "description": "true or false"},
        "seats": {
            "type": ["integer", "string"],
            "pattern": "^all$",
            "minimum": 1,
            "maximum": MOST_SEATS,
            "description": f"all, or a whole number from 1 to {MOST_SEATS}",
        },
    },
)


def read(entries: list[Entry], reading: Reading) -> tuple[Outage, ...]:
    """Numbered from 1; a number of seats means the first that were leased when it began."""
    made = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.outages[{at}]"
        starts = moment(entry["from"], reading.zone, f"{where}.from")
        ends = moment(entry["to"], reading.zone, f"{where}.to")
        if ends < starts:
            message = f"{entry['to']} is before its start"
            raise InvalidInput(message, where=f"{where}.to", allowed=f"from {entry['from']}")
        befell = _befallen(entry.get("seats", "all"), starts, reading, f"{where}.seats")
        cause, announced = entry.get("cause", PROVIDER), entry.get("announced", True)
        made.append(Outage(named(entry, at), starts, ends, cause, befell, announced))
    return tuple(made)


def _befallen(seats: int | str, starts: datetime, reading: Reading, where: str) -> frozenset[str] | None:
    if isinstance(seats, str):
        return None
    there = [one.seat for one in reading.seats if one.starts <= starts < one.span.ends]
    if seats > len(there):
        message = f"{seats} seats, where {len(there)} were leased then"
        raise InvalidInput(message, where=where, allowed=f"all, or up to {len(there)}")
    return frozenset(there[:seats])


OUTAGES = FactKind("outages", SCHEMA, read)
