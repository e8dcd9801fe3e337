"""The contract's end before its time."""

from __future__ import annotations

from datetime import date

from seatyard.errors import InvalidInput

from ...engine import ENDINGS as CAUSES
from ...engine import Ending
from .reading import Entry, FactKind, Reading, named
from .schemas import DATE, mapping

SCHEMA = mapping(["at", "cause"], {"at": DATE, "cause": {"enum": list(CAUSES)}})


def read(entries: list[Entry], reading: Reading) -> tuple[Ending, ...]:
    """One at most, on a day of the contract's term: its last."""
    term = reading.agreement.term
    made: list[Ending] = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.endings[{at}]"
        if made:
            raise InvalidInput("the contract has ended already", where=where, allowed="one ending")
        on = date.fromisoformat(entry["at"])
        if on < term.starts or (term.ends is not None and on > term.ends):
            message = f"{on} is outside the contract's term"
            allowed = f"from {term.starts} to {term.ends}" if term.ends else f"from {term.starts}"
            raise InvalidInput(message, where=f"{where}.at", allowed=allowed)
        made.append(Ending(named(entry, at), on, entry["cause"]))
    return tuple(made)


ENDINGS = FactKind("endings", SCHEMA, read)
