"""Seats that were to work from a day on, and when they did."""

from __future__ import annotations

from datetime import date

from ...engine import Activation
from .reading import Entry, FactKind, Reading, check_priced, named
from .schemas import COUNT, DATE, NAME, mapping

SCHEMA = mapping(["seats", "type", "due"], {"seats": COUNT, "type": NAME, "due": DATE, "actual": DATE})


def read(entries: list[Entry], reading: Reading) -> tuple[Activation, ...]:
    """Without ``actual``, they do not work yet; early ones are no matter."""
    made = []
    priced = reading.priced("seat_rent")
    for at, entry in enumerate(entries):
        check_priced(entry["type"], priced, "a seat of type", f"{reading.at}.activations[{at}].type")
        actual = date.fromisoformat(entry["actual"]) if "actual" in entry else None
        due = date.fromisoformat(entry["due"])
        made.append(Activation(named(entry, at), entry["seats"], entry["type"], due, actual))
    return tuple(made)


ACTIVATIONS = FactKind("activations", SCHEMA, read)
