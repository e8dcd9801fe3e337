"""What stands on the quote form, and the case file that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from billing import terms
from billing.cases.facts import KINDS
from billing.cases.facts.calls import CALLS as CALL_FACTS
from billing.cases.facts.schemas import DATE, MONTH
from billing.clauses import CLAUSES
from billing.documents import quote_limits
from billing.terms import Template
from billing.terms.difference import difference
from billing.terms.general import General
from billing.terms.schema import terms_schema
from seatyard import documents
from seatyard.errors import InvalidInput

from ..forms import Form
from .plain import CALLS, SEATS

GENERAL = tuple(General.__dataclass_fields__)
VALID_DAYS = 30
"""How long an offer holds unless it says otherwise."""
FIRST_SEATS = 10
FIRST = {"staff": ("staff", "role", "add", FIRST_SEATS), "items": ("per_item", "item", "count", 1_000)}
"""What a contract bills instead of seats: the clause with its prices, what those go by, and how many."""


@dataclass(frozen=True, slots=True)
class Draft:
    template: Template
    terms: dict[str, Any]
    """The whole of them, as typed."""
    month: str
    starts: str
    ends: str = ""
    customer: str = ""
    valid_until: str = ""
    seats: dict[str, Any] = field(default_factory=dict)
    """Leased from the contract's first day, by type."""
    calls: list[dict[str, Any]] = field(default_factory=list)
    """``{count, minutes, direction, to}`` each."""
    facts: dict[str, list[Any]] = field(default_factory=dict)
    """By kind, as a case states them."""
    box: str = ""
    """More facts, as YAML."""

    def document(self, form: Form) -> dict[str, Any]:
        """The case file; ``form`` learns which of its inputs each part came from."""
        quote_limits.check_dates(self.month, self.starts, self.ends)
        contract = {
            "template": self.template.name,
            "starts": self.starts,
            "ends": self.ends,
            "overrides": difference(self.template.terms, self.terms),
        }
        case = {
            "contract": {key: value for key, value in contract.items() if value},
            "facts": self._facts(form),
            "bill": [self.month],
        }
        quote_limits.check(case)
        return case

    def _facts(self, form: Form) -> dict[str, list[Any]]:
        boxed = documents.parse(self.box, "facts", most=quote_limits.VALUES) if self.box else {}
        typed = {
            **self.facts,
            "seats": [*self._first_seats(), *self.facts.get("seats", [])],
            "calls": [self._call(one, form.nearest(f"calls[{at}]")) for at, one in enumerate(self.calls)],
        }
        found: dict[str, list[Any]] = {}
        for kind in dict.fromkeys([*typed, *boxed]):
            more = boxed.get(kind, [])
            if not isinstance(more, list):
                raise InvalidInput("is not a list", where=f"facts.{kind}", allowed="a list")
            found[kind] = [*typed.get(kind, []), *more]
        return {kind: entries for kind, entries in found.items() if entries}

    def _first_seats(self) -> list[dict[str, Any]]:
        counted = {type: count for type, count in self.seats.items() if count not in (None, 0)}
        return [{"at": self.starts, "add": count, "type": type} for type, count in counted.items()]

    def _call(self, entry: dict[str, Any], where: str) -> dict[str, Any]:
        first = max(self.month + "-01", self.starts)
        call = {"start": f"{first}T10:00", "direction": entry.get("direction", "outbound")}
        if "to" in entry:
            call["to"] = entry["to"]
        return call | {"billsec": _seconds(entry.get("minutes"), where), "count": entry.get("count", 1)}


def fresh(template: Template, today: date) -> Draft:
    """A new contract from the first of next month, with a few seats."""
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    rent = template.terms.get("seat_rent", {}).get("price", {})
    calls = [{"count": 200, "minutes": 3, "direction": "outbound", "to": "+86"}]
    return Draft(
        template,
        template.terms,
        f"{month:%Y-%m}",
        month.isoformat(),
        valid_until=(today + timedelta(days=VALID_DAYS)).isoformat(),
        seats={type: FIRST_SEATS if at == 0 else 0 for at, type in enumerate(rent)},
        calls=calls if "call_charges" in template.terms else [],
        facts=beside(template.terms, month.isoformat()),
    )


def beside(terms: dict[str, Any], starts: str) -> dict[str, list[Any]]:
    """Some of what a contract bills beside seats, at the first of its prices."""
    return {
        kind: [{"at": starts, named: next(iter(terms[clause]["price"])), many: count}]
        for kind, (clause, named, many, count) in FIRST.items()
        if terms.get(clause, {}).get("price")
    }


def of_form(form: Form) -> Draft:
    """What was typed; InvalidInput for what no document can say."""
    template = terms.load(form.text("template"))
    starts = form.read(DATE, "starts", "contract.starts") or ""
    seats = form.read(SEATS, "seats", "seats") or {}
    leased = [type for type, count in seats.items() if count]
    facts = {
        kind.name: form.entries(kind.schema, f"facts.{kind.name}", f"facts.{kind.name}", first)
        for kind in KINDS
        if kind is not CALL_FACTS
        for first in (len(leased) if kind.name == "seats" else 0,)
    }
    calls = form.entries(CALLS, "calls", "calls")
    form.names |= {f"facts.{name}": f"facts.{name}" for name, entries in facts.items() if entries}
    form.names |= {f"facts.seats[{at}]": form.names[f"seats.{type}"] for at, type in enumerate(leased)}
    form.names |= {f"facts.{path}": name for path, name in form.names.items() if path.startswith("calls[")}
    form.names |= {"facts": "box", "facts.seats": "seats", "facts.calls": "calls"}
    return Draft(
        template,
        _terms(form),
        form.read(MONTH, "month", "bill[0]") or "",
        starts,
        form.read(DATE, "ends", "contract.ends") or "",
        form.text("customer"),
        form.text("valid_until"),
        seats,
        calls,
        {name: entries for name, entries in facts.items() if entries},
        form.text("box"),
    )


def _terms(form: Form) -> dict[str, Any]:
    """The general part, and the clauses that are switched on."""
    on = set(form.inputs.get("on", ()))
    schemas = terms_schema()["properties"]
    read = {
        name: form.read(schemas[name], f"terms.{name}", f"contract.overrides.{name}")
        for name in (*GENERAL, *CLAUSES)
        if name in GENERAL or name in on
    }
    return {
        name: terms.exact(value or {}) for name, value in read.items() if value is not None or name in CLAUSES
    }


def _seconds(minutes: Any, where: str) -> int:
    """Whole seconds of talk, half up."""
    try:
        seconds = int((Decimal(str(minutes or 0)) * 60).to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise InvalidInput(
            f"{minutes!r} is not allowed", where=where, allowed="minutes such as 2.5"
        ) from error
    return seconds
