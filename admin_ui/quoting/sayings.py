"""A fault of what was typed, in one line of the page's language: where, what, and what is allowed."""

from __future__ import annotations

from flask_babel import gettext as _

from billing.documents import parameters
from billing.documents.words import word
from seatyard.errors import SeatyardError

from ..i18n import language
from ..said import phrase
from ..said import place as field_of


def fault(error: SeatyardError) -> str:
    """``Seat rent · Rent of a seat by its type: standard: 'x' is not allowed (allowed: a number …)``."""
    return told(error, place(error.where))


def told(error: SeatyardError, where: str) -> str:
    """Likewise, with ``where`` said already."""
    line = phrase(error.message)
    if where:
        line = _("%(where)s: %(told)s", where=where, told=line)
    return str(
        _("%(line)s (allowed: %(allowed)s)", line=line, allowed=phrase(error.allowed))
        if error.allowed
        else line
    )


def place(where: str) -> str:
    """The part of a case that ``where`` names, as its form calls it."""
    head, _dot, rest = where.partition(".")
    if where.startswith("contract.overrides."):
        return parameters.told(where.removeprefix("contract.overrides."), language())
    if head == "facts" and rest:
        return _fact(rest)
    named = {
        "contract.starts": _("Contract starts"),
        "contract.ends": _("Contract ends"),
        "bill[0]": _("Month"),
    }
    if head == "seats" and rest:
        return f"{_('Seats')} · {rest}"
    if head.partition(":")[0] == "facts":
        line = where.split(":")[1:2]
        return str(
            _("More facts, as YAML") + "".join(f" ({_('line %(number)s', number=one)})" for one in line)
        )
    return str(named.get(where) or field_of(where))


def _fact(rest: str) -> str:
    kind, _dot, field = rest.partition(".")
    name, _bracket, number = kind.rstrip("]").partition("[")
    said = word(parameters.KINDS, name, language())
    said += f" {int(number) + 1}" if number.isdigit() else ""
    return said + (f" · {parameters.fact(f'{name}.{field}', language())}" if field else "")
