"""Money that goes back, bills that nobody expects any more, and those that are expected after all."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import Adjustment, AdjustmentKind
from .reading import Entry, FactKind, Reading, amount, day, named
from .schemas import AMOUNT, DATE, NAME, mapping

REASON = {"type": "string", "minLength": 1, "maxLength": 2000, "description": "a few words"}


def _kind(name: str, kind: AdjustmentKind, of: str) -> FactKind:
    """Of the adjustments under ``name``; ``of`` is the key of what they take from."""
    schema = mapping(["at", "amount", of], {"at": DATE, "amount": AMOUNT, of: NAME, "reason": REASON})

    def read(entries: list[Entry], reading: Reading) -> tuple[Adjustment, ...]:
        made = []
        for at, entry in enumerate(entries):
            where = f"{reading.at}.{name}[{at}]"
            on = day(entry["at"], reading.zone, f"{where}.at")
            taken = amount(entry["amount"], f"{where}.amount")
            if not taken:
                raise InvalidInput("0 is nothing", where=f"{where}.amount", allowed="above 0")
            made.append(Adjustment(named(entry, at), on, taken, kind, str(entry[of])))
        return tuple(made)

    return FactKind(name, schema, read)


REFUNDS = _kind("refunds", AdjustmentKind.REFUND, "of")
WRITE_OFFS = _kind("write_offs", AdjustmentKind.WRITE_OFF, "invoice")
RECOVERIES = _kind("recoveries", AdjustmentKind.RECOVERY, "of")
