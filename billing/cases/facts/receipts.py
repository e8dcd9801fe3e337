"""Money that the project brought in, and what of it was paid back."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import Receipt
from .reading import Entry, FactKind, Reading, amount, day, named
from .schemas import AMOUNT, MOMENT, mapping

SCHEMA = mapping(["at"], {"at": MOMENT, "amount": AMOUNT, "refund": AMOUNT})


def read(entries: list[Entry], reading: Reading) -> tuple[Receipt, ...]:
    """Each on its local day; a refund counts against the receipts of its own day."""
    made = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.receipts[{at}]"
        if ("amount" in entry) == ("refund" in entry):
            message = "both amount and refund" if "amount" in entry else "neither amount nor refund"
            raise InvalidInput(message, where=where, allowed="one of amount, refund")
        on = day(entry["at"], reading.zone, f"{where}.at")
        if "amount" in entry:
            received = amount(entry["amount"], f"{where}.amount")
        else:
            received = -amount(entry["refund"], f"{where}.refund")
        made.append(Receipt(named(entry, at), on, received))
    return tuple(made)


RECEIPTS = FactKind("receipts", SCHEMA, read)
