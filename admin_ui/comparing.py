"""The comparison page's form: ways of running a call centre, each with its cost lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from billing import comparison, terms
from billing.comparison.document import COST, RENTAL, SCHEMA
from seatyard.errors import SeatyardError

from .forms import Form, Part, part
from .forms.fields import Words
from .i18n import language
from .quoting.sayings import told
from .said import place

Document = dict[str, Any]
MOST_WAYS = 5
TITLES = {
    "seats": _("Seats"),
    "months": _("Months"),
    "starts": _("Contract starts"),
    "name": _("Item"),
    "amount": _("Amount"),
    "quantity": _("How many"),
    "every": _("How often"),
    "template": _("Contract template"),
    "type": _("Seat type"),
    "rent": _("Rent of a seat, if otherwise"),
    "outbound": _("Minutes outbound a month"),
    "inbound": _("Minutes inbound a month"),
}
"""Of the fields."""
OFTEN = {
    "once": _("once"),
    "month": _("per month"),
    "seat": _("per seat and month"),
    "year": _("per year"),
}


@dataclass(frozen=True, slots=True)
class WayForm:
    """A way as inputs."""

    name: str
    title: str
    contract: Part
    rented: bool
    costs: Part


def first(today: date) -> Document:
    """The example of 002 in the page's language, its contract from the first of next month."""
    document = comparison.example()
    starts = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    for way in document["ways"]:
        way["name"] = way["name"][language()]
        way["costs"] = [cost | {"name": cost["name"][language()]} for cost in way["costs"]]
    return document | {"starts": starts.isoformat()}


def of_form(form: Form) -> Document:
    """What was typed; what cannot be is found when the comparison is made."""
    properties = SCHEMA["properties"]
    document = {
        name: form.read(properties[name], name, name) for name in ("seats", "months", "currency", "starts")
    }
    ways = [_way(form, row, f"ways[{at}]") for at, row in enumerate(form.rows("ways"))]
    return {name: value for name, value in document.items() if value is not None} | {
        "ways": [way for way in ways if way]
    }


def _way(form: Form, row: str, path: str) -> Document:
    rental = _rental()
    way = {
        "name": form.read(RENTAL["properties"]["type"], f"{row}.name", f"{path}.name"),
        "contract": form.read(rental, f"{row}.contract", f"{path}.contract"),
        "costs": form.entries(COST, f"{row}.costs", f"{path}.costs"),
    }
    if "template" not in (way["contract"] or {}):
        del way["contract"]
    return {key: value for key, value in way.items() if value}


def layout(document: Document) -> list[WayForm]:
    made = []
    for at, way in enumerate(document["ways"]):
        name = f"ways[{at}]"
        costs = {"type": "array", "items": COST}
        made.append(
            WayForm(
                name,
                str(way.get("name", "")),
                part(_rental(), way.get("contract"), f"{name}.contract", "contract", _words()),
                "contract" in way,
                part(costs, way.get("costs"), f"{name}.costs", "costs", _words()),
            )
        )
    return made


def fault(error: SeatyardError) -> str:
    """One line in the page's language: where, what, and what is allowed."""
    where = error.where
    if where.startswith("ways["):
        way, _dot, rest = where.removeprefix("ways[").partition(".")
        if way.rstrip("]").isdigit():
            named = rest.replace("costs[", "[").split(".")[-1]
            where = f"{gettext('Way %(number)s', number=int(way.rstrip(']')) + 1)} · {_title(named, '')}"
    else:
        where = _title(where, "")
    return told(error, where)


def _rental() -> dict[str, Any]:
    """The fields of a rental, its template one of those that rent seats."""
    fields = {
        key: schema for key, schema in RENTAL["properties"].items() if key not in ("overrides", "starts")
    }
    rented = [name for name in terms.names() if "seat_rent" in terms.load(name).terms]
    return RENTAL | {"properties": fields | {"template": {"enum": rented}}}


def _words() -> Words:
    return Words(_title, _choice, str, str)


def _title(path: str, _schema: str) -> str:
    name = path.rpartition(".")[2]
    return str(TITLES.get(name) or place(name))


def _choice(name: str) -> str:
    template = None if name in OFTEN else terms.find(name)
    return getattr(template.title, language()) if template else str(OFTEN.get(name, name))
