"""Answered calls."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import INBOUND, OUTBOUND, Call
from ...engine.facts import in_order
from .reading import Entry, FactKind, Reading, moment, named
from .schemas import MOMENT, NUMBER, mapping

SCHEMA = mapping(
    ["start", "direction", "billsec"],
    {
        "start": MOMENT,
        "direction": {"enum": [INBOUND, OUTBOUND]},
        "from": NUMBER,
        "to": NUMBER,
        "billsec": {
            "type": "integer",
            "minimum": 0,
            "maximum": 10**7,
            "description": "whole seconds of talk from 0",
        },
    },
)


def read(entries: list[Entry], reading: Reading) -> tuple[Call, ...]:
    """Numbered from 1 in the file's order; ``billsec`` is taken as given."""
    made = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.calls[{at}]"
        if entry["direction"] == OUTBOUND and "to" not in entry:
            raise InvalidInput("to is missing", where=where, allowed="the number dialled")
        starts = moment(entry["start"], reading.zone, f"{where}.start")
        if entry["billsec"]:
            billusec = entry["billsec"] * 1_000_000
            made.append(Call(named(entry, at), entry["direction"], entry.get("to", ""), starts, billusec))
    return in_order(made)


CALLS = FactKind("calls", SCHEMA, read)
