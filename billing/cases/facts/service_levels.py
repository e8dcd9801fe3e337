"""Key figures as measured."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...clauses.service_levels import ServiceLevels
from ...engine import Month, ServiceLevel
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
        _check_period(figure, period, reading, f"{where}.period")
        if any((one.figure, one.period) == (figure, period) for one in made):
            message = f"{figure} is reported twice for {period}"
            raise InvalidInput(message, where=f"{where}.period", allowed="one value a period")
        made.append(ServiceLevel(named(entry, at), period, figure, amount(entry["value"], f"{where}.value")))
    return tuple(made)


def _check_period(figure: str, period: str, reading: Reading, where: str) -> None:
    """Refuse a period that the contract does not touch, and a month for what is measured by the quarter."""
    months = _months(period, reading, where)
    if not any(reading.agreement.active_in(month) for month in months):
        message = f"the contract does not cover {period}"
        raise InvalidInput(message, where=where, allowed=reading.agreement.months)
    clauses = (one for version in reading.agreement.versions for one in version.clauses)
    targets = [one.figures.get(figure) for one in clauses if isinstance(one, ServiceLevels)]
    names = [one.measured.period(months[-1]) for one in targets if one]
    if names and period not in names:
        message = f"{figure} is not measured by {period}"
        raise InvalidInput(message, where=where, allowed=", ".join(dict.fromkeys(names)))


def _months(period: str, reading: Reading, where: str) -> list[Month]:
    year, part = period.split("-")
    last = 3 * int(part[1]) if part.startswith("Q") else int(part)
    first = last - 2 if part.startswith("Q") else last
    return [Month.parse(f"{year}-{number:02}", reading.zone, where) for number in range(first, last + 1)]


SERVICE_LEVELS = FactKind("service_levels", SCHEMA, read)
