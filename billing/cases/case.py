"""A case file as the engine's own dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from .. import terms
from ..clauses import Agreement, Bill, Facts, Month, bill
from ..clauses.seat_rent import SeatRent
from . import facts as readers
from .schema import SCHEMA


@dataclass(frozen=True, slots=True)
class Case:
    """A contract, what happened under it, and the months to bill."""

    agreement: Agreement
    facts: Facts
    months: tuple[Month, ...]

    def bills(self) -> list[Bill]:
        """The bills, in order: what production would compute from the same facts."""
        return [bill(self.agreement, self.facts, month) for month in self.months]


def load(path: Path) -> Case:
    """The case in a YAML file; InvalidInput names the first fault by its path in the file."""
    document = documents.read(path)
    documents.check(document, SCHEMA)
    agreement = _agreement(document["contract"])
    facts = document.get("facts", {})
    zone = agreement.zone
    rent = next((clause for clause in agreement.clauses if isinstance(clause, SeatRent)), None)
    seats = readers.seats(facts.get("seats", []), zone, rent.price if rent else None)
    return Case(
        agreement,
        Facts(
            seats=seats,
            calls=readers.calls(facts.get("calls", []), zone),
            outages=readers.outages(facts.get("outages", []), zone, seats),
        ),
        _months(document["bill"], agreement),
    )


def _agreement(section: dict[str, Any]) -> Agreement:
    starts = date.fromisoformat(section["starts"])
    ends = date.fromisoformat(section["ends"]) if "ends" in section else None
    if ends is not None and ends < starts:
        raise InvalidInput(f"{ends} is before the start", where="contract.ends", allowed=f"from {starts}")
    return _terms(section).agreement(starts, ends)


def _terms(section: dict[str, Any]) -> terms.Terms:
    if ("template" in section) == ("terms" in section):
        message = "both template and terms are given" if "terms" in section else "template is missing"
        raise InvalidInput(message, where="contract", allowed="either template or terms")
    own = {"timezone": section["timezone"]} if "timezone" in section else {}
    overrides = terms.exact(section.get("overrides", {}))
    if "terms" in section:
        base, at = terms.exact(section["terms"]), "contract.terms"
    else:
        base, at = terms.load(section["template"], "contract.template").terms, "contract.overrides"
    return terms.parse(terms.merged(base, own | overrides), at=at)


def _months(names: list[str], agreement: Agreement) -> tuple[Month, ...]:
    months = tuple(Month.parse(name, agreement.zone, f"bill[{at}]") for at, name in enumerate(names))
    for at, month in enumerate(months):
        if at and month.first_day <= months[at - 1].first_day:
            before = months[at - 1].name
            raise InvalidInput(f"{month.name} is not after {before}", where=f"bill[{at}]", allowed="in order")
        if not agreement.active_in(month):
            raise InvalidInput(
                f"the contract does not cover {month.name}", where=f"bill[{at}]", allowed=agreement.term
            )
    return months
