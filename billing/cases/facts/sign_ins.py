"""Times in which seats were signed in."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import SignIn
from .reading import Entry, FactKind, Reading, check_priced, moment, named
from .schemas import MOMENT, NAME, mapping

SCHEMA = mapping(["seat", "type", "from", "to"], {"seat": NAME, "type": NAME, "from": MOMENT, "to": MOMENT})


def read(entries: list[Entry], reading: Reading) -> tuple[SignIn, ...]:
    """``seat`` is what the seat is called, the same in all its sign-ins."""
    made = []
    priced = reading.priced("seat_rent")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.sign_ins[{at}]"
        check_priced(entry["type"], priced, "a seat of type", f"{where}.type")
        starts = moment(entry["from"], reading.zone, f"{where}.from")
        ends = moment(entry["to"], reading.zone, f"{where}.to")
        if ends < starts:
            message = f"{entry['to']} is before its start"
            raise InvalidInput(message, where=f"{where}.to", allowed=f"from {entry['from']}")
        made.append(SignIn(named(entry, at), entry["seat"], entry["type"], starts, ends))
    return tuple(made)


SIGN_INS = FactKind("sign_ins", SCHEMA, read)
