"""Money received from the tenant."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import Month, Payment
from .reading import Entry, FactKind, Reading, amount, day, named
from .schemas import AMOUNT, MOMENT, MONTH, NAME, mapping

SCHEMA = mapping(
    ["at", "amount"],
    {"at": MOMENT, "amount": AMOUNT, "period": MONTH, "invoice": NAME, "reference": NAME},
)


def read(entries: list[Entry], reading: Reading) -> tuple[Payment, ...]:
    """Each on its local day; ``period`` names the month that it is for, ``invoice`` the bill by its id.

    ``reference`` tells it from other money of its day and amount: nothing is made of it here.
    """
    made = []
    for at, entry in enumerate(entries):
        where = f"{reading.at}.payments[{at}]"
        on = day(entry["at"], reading.zone, f"{where}.at")
        paid = amount(entry["amount"], f"{where}.amount")
        bill = str(entry.get("invoice", ""))
        made.append(Payment(named(entry, at), on, paid, _period(entry, reading, f"{where}.period"), bill))
    return tuple(made)


def _period(entry: Entry, reading: Reading, where: str) -> str:
    """The month named, which must be one of the contract's: no bill would ever take the money."""
    period: str = entry.get("period", "")
    if period and not reading.agreement.active_in(Month.parse(period, reading.zone, where)):
        message = f"the contract does not cover {period}"
        raise InvalidInput(message, where=where, allowed=reading.agreement.months)
    return period


PAYMENTS = FactKind("payments", SCHEMA, read)
