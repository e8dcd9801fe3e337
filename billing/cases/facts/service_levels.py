"""Key figures as measured."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import ServiceLevel
from .reading import Entry, FactKind, Reading, amount, named
from .schemas import AMOUNT, NAME, mapping

PERIOD = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$",
    "description": "a month such as 2026-03, or a quarter such as 2026-Q1",
}
SCHEMA = mapping(["figure", "value", "period"], {"figure": NAME, "value": AMOUNT, "period": PERIOD})


def read(entries: list[Entry], reading: Reading) -> tuple[ServiceLevel, ...]:
    """One value for a figure and period, so that nobody argues over two."""
    made: list[ServiceLevel] = []
    known = reading.priced("service_levels", "figures")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.service_levels[{at}]"
        figure, period = entry["figure"], entry["period"]
        if known is not None and figure not in known:
            message = f"the contract has no target for {figure!r}"
            raise InvalidInput(message, where=f"{where}.figure", allowed=", ".join(known))
        if any((one.figure, one.period) == (figure, period) for one in made):
            message = f"{figure} is reported twice for {period}"
            raise InvalidInput(message, where=f"{where}.period", allowed="one value a period")
        made.append(ServiceLevel(named(entry, at), period, figure, amount(entry["value"], f"{where}.value")))
    return tuple(made)


SERVICE_LEVELS = FactKind("service_levels", SCHEMA, read)
