"""Pieces of work handled."""

from __future__ import annotations

from typing import Any

from ...engine import Items
from .reading import Entry, FactKind, Reading, check_priced, day, named
from .schemas import MOMENT, NAME, mapping

MOST = 10**9
COUNT: dict[str, Any] = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST,
    "description": f"a whole number from 1 to {MOST}",
}
SCHEMA = mapping(["at", "item", "count"], {"at": MOMENT, "item": NAME, "count": COUNT})


def read(entries: list[Entry], reading: Reading) -> tuple[Items, ...]:
    """Each on its local day."""
    made = []
    priced = reading.priced("per_item")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.items[{at}]"
        check_priced(entry["item"], priced, "an item", f"{where}.item")
        on = day(entry["at"], reading.zone, f"{where}.at")
        made.append(Items(named(entry, at), on, entry["item"], entry["count"]))
    return tuple(made)


ITEMS = FactKind("items", SCHEMA, read)
