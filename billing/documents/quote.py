"""A quote: what a contract would bill, and what in it was agreed otherwise than its template says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from .. import cases, terms
from ..cases import Answer
from ..comparison.ahead import cost
from ..engine import Bill
from ..terms import Template
from ..terms.difference import Changed, changed
from ..terms.templates import Blank
from . import quote_limits


@dataclass(frozen=True)
class Quote:
    """A case of a template, and what it comes to."""

    document: dict[str, Any]
    """The case file: ``seatyard simulate`` answers it the same."""
    template: Template
    answer: Answer

    @cached_property
    def terms(self) -> dict[str, Any]:
        """The template's terms with what was agreed otherwise merged over them."""
        contract = self.document["contract"]
        return terms.merged(self.template.terms, terms.exact(contract.get("overrides", {})))

    @property
    def bills(self) -> tuple[Bill, ...]:
        """What is asked for ahead, then the month's invoice."""
        return (*self.answer.prepayments, *self.answer.invoices)

    @property
    def invoice(self) -> Bill:
        """The month's own."""
        return self.answer.invoices[-1]

    @property
    def cost(self) -> Decimal:
        """What the month costs, whenever it is paid."""
        return cost(self.invoice)

    @property
    def changes(self) -> list[Changed]:
        """What was agreed otherwise than the template says, blanks apart."""
        blanks = tuple(blank.path for blank in self.template.blanks)
        found = changed(self.template.terms, self.terms)
        return [one for one in found if not _within(one.path, blanks)]

    @property
    def blanks(self) -> list[tuple[Blank, Any]]:
        """What the original leaves open, and what this quote puts there; a clause taken out has none."""
        found = ((blank, _at(self.terms, blank.path)) for blank in self.template.blanks)
        return [(blank, value) for blank, value in found if value is not None]


def of_document(document: dict[str, Any]) -> Quote:
    """The quote of a case file that names a template; InvalidInput for what the case cannot say."""
    template = terms.load(document["contract"]["template"], "contract.template")
    return Quote(document, template, cases.answer(cases.of_document(document)))


def of_text(text: str) -> Quote:
    """The quote of a case file's text, YAML or JSON, within ``quote_limits``: of one month, by a template."""
    document = documents.parse(text, "body", most=quote_limits.VALUES)
    documents.check(document, cases.SCHEMA)
    contract, (month, *more) = document["contract"], document["bill"]
    if more:
        raise InvalidInput(f"{len(more) + 1} months", where="bill", allowed="one month in a quote")
    if "template" not in contract:
        raise InvalidInput("is missing", where="contract.template", allowed=", ".join(terms.names()))
    quote_limits.check_dates(month, contract["starts"], contract.get("ends", ""))
    quote_limits.check({"facts": {}, **document})
    return of_document(document)


def _within(path: str, blanks: tuple[str, ...]) -> bool:
    return any(path == blank or path.startswith(f"{blank}.") for blank in blanks)


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
