"""Work done once."""

from __future__ import annotations

from decimal import Decimal

from ...engine import OneOff
from .reading import Entry, FactKind, Reading, amount, check_priced, day, named
from .schemas import AMOUNT, MOMENT, NAME, mapping

SCHEMA = mapping(["at", "item"], {"at": MOMENT, "item": NAME, "quantity": AMOUNT})


def read(entries: list[Entry], reading: Reading) -> tuple[OneOff, ...]:
    """Each on its local day; one of it, unless it says how many."""
    made = []
    priced = reading.priced("one_off")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.one_offs[{at}]"
        check_priced(entry["item"], priced, "an item", f"{where}.item")
        on = day(entry["at"], reading.zone, f"{where}.at")
        quantity = amount(entry["quantity"], f"{where}.quantity") if "quantity" in entry else Decimal(1)
        made.append(OneOff(named(entry, at), on, entry["item"], quantity))
    return tuple(made)


ONE_OFFS = FactKind("one_offs", SCHEMA, read)
