"""Answered calls, each a row of the contract's direction table."""

from __future__ import annotations

from seatyard import leg_kinds
from seatyard.errors import InvalidInput

from ...engine import Call
from ...engine.facts import in_order
from .reading import Entry, FactKind, Reading, moment, named
from .schemas import COUNT, MOMENT, NUMBER, mapping

SCHEMA = mapping(
    ["start", "direction", "billsec"],
    {
        "start": MOMENT,
        "direction": {"enum": [*leg_kinds.FIRST, *leg_kinds.FURTHER]},
        "from": NUMBER,
        "to": NUMBER,
        "billsec": {
            "type": "integer",
            "minimum": 0,
            "maximum": 10**7,
            "description": "whole seconds of talk from 0",
        },
        "count": COUNT,
    },
)


def read(entries: list[Entry], reading: Reading) -> tuple[Call, ...]:
    """Numbered from 1 in the file's order; ``billsec`` is taken as given, ``count`` calls are alike."""
    made = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.calls[{at}]"
        came_in = entry["direction"] in (leg_kinds.INBOUND, leg_kinds.JOINED)
        if not came_in and "to" not in entry:
            raise InvalidInput("to is missing", where=where, allowed="the number dialled")
        starts = moment(entry["start"], reading.zone, f"{where}.start")
        if entry["billsec"]:
            billusec, name, count = entry["billsec"] * 1_000_000, named(entry, at), entry.get("count", 1)
            ids = [name] if count == 1 else [f"{name}.{number}" for number in range(1, count + 1)]
            made += [Call(id, entry["direction"], entry.get("to", ""), starts, billusec) for id in ids]
    return in_order(made)


CALLS = FactKind("calls", SCHEMA, read)
