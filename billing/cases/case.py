"""A case file as the engine's own dataclasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from .. import terms
from ..arrears import Arrear, arrears
from ..engine import Agreement, Bill, Facts, Issued, Kind, Month, Term, ahead, bill
from ..engine.accounts import MONEY
from . import facts as readers
from .schema import SCHEMA

MOST_YEARS = 30
"""From a contract's start to the last month that a case bills."""


@dataclass(frozen=True, slots=True)
class Case:
    """A contract, what happened under it, and the months to bill."""

    agreement: Agreement
    facts: Facts
    months: tuple[Month, ...]
    template: str | None = None
    terms: tuple[tuple[date, dict[str, Any]], ...] = ()
    """The contract's terms as documents, by the day from which they hold."""

    def issued(self) -> list[Issued]:
        """Every bill from the contract's first month to the last to be billed, in order of their making.

        What is asked for within a month comes before the month's settlement, which follows its end.
        """
        made: list[Issued] = []
        waiting = self._ahead(Month.of(self.agreement.term.starts, self.agreement.zone), made)
        for month in self._run():
            waiting += self._ahead(month.next, made)
            for one in sorted(waiting, key=_asked):
                if _asked(one) <= month.last_day:
                    made.append(Issued(_prepayment_id(one, made), one))
            waiting = [one for one in waiting if _asked(one) > month.last_day]
            made.append(Issued(month.name, bill(self.agreement, self.facts, month, tuple(made))))
        return made

    def _ahead(self, month: Month, made: list[Issued]) -> list[Bill]:
        covered = self.agreement.active_in(month)
        return [*ahead(self.agreement, self.facts, month, tuple(made))] if covered else []

    def _run(self) -> Iterator[Month]:
        month, last = Month.of(self.agreement.term.starts, self.agreement.zone), self.months[-1]
        while month.first_day <= last.first_day:
            yield month
            month = month.next


@dataclass(frozen=True, slots=True)
class Answer:
    """What a case comes to."""

    invoices: tuple[Bill, ...]
    """Of the months asked for, in order: what production would compute from the same facts."""
    prepayments: tuple[Bill, ...]
    """Asked for ahead of them."""
    arrears: tuple[Arrear, ...] | None = None
    """What is unpaid on ``as_of``; None where the case does not say what was paid."""
    unused: tuple[str, ...] = ()
    """The kinds of facts in the file that no clause of the contract counts."""


def answer(case: Case) -> Answer:
    asked = {month.name for month in case.months}
    issued = case.issued()
    bills = [one.bill for one in issued if one.bill.period in asked]
    as_of = case.facts.as_of
    return Answer(
        tuple(one for one in bills if one.kind is Kind.SETTLEMENT),
        tuple(one for one in bills if one.kind is Kind.PREPAYMENT),
        arrears(case.agreement, case.facts, issued, as_of) if as_of else None,
        _unused(case),
    )


def _unused(case: Case) -> tuple[str, ...]:
    """Payments are used wherever arrears are computed."""
    counted = case.agreement.counts | (set(MONEY) if case.facts.as_of else set())
    told = (kind.name for kind in readers.KINDS if getattr(case.facts, kind.name))
    return tuple(name for name in told if name not in counted)


def load(path: Path) -> Case:
    """The case in a YAML file; InvalidInput names the first fault by its path in the file."""
    return of_document(documents.read(path))


def of_document(document: dict[str, Any]) -> Case:
    """``load`` for a document that is read already."""
    documents.check(document, SCHEMA)
    contract = document["contract"]
    agreement = _agreement(contract)
    facts = readers.read(document.get("facts", {}), agreement)
    as_of = date.fromisoformat(document["as_of"]) if "as_of" in document else None
    agreement = agreement.ended(facts.endings)
    months = _months(document["bill"], agreement)
    facts = replace(facts, as_of=as_of)
    return Case(agreement, facts, months, contract.get("template"), _versions(contract))


def _agreement(section: dict[str, Any]) -> Agreement:
    starts = date.fromisoformat(section["starts"])
    ends = date.fromisoformat(section["ends"]) if "ends" in section else None
    signed = date.fromisoformat(section["signed"]) if "signed" in section else starts
    if ends is not None and ends < starts:
        raise InvalidInput(f"{ends} is before the start", where="contract.ends", allowed=f"from {starts}")
    document, at = _document(section)
    first = terms.parse(document, at=at)
    term = Term(signed, starts, ends, ends, first.zone, _not_renewed(section))
    return terms.dated(first, document, term, section.get("changes", []), "contract.changes")


def _versions(section: dict[str, Any]) -> tuple[tuple[date, dict[str, Any]], ...]:
    first, starts = _document(section)[0], date.fromisoformat(section["starts"])
    changes = terms.versions(first, starts, section.get("changes", []), "contract.changes")
    return ((starts, first), *((one.starts, one.document) for one in changes))


def _not_renewed(section: dict[str, Any]) -> date | None:
    if "not_renewed" not in section:
        return None
    given = date.fromisoformat(section["not_renewed"])
    if "ends" not in section:
        message = "a contract without a last day has nothing to renew"
        raise InvalidInput(message, where="contract.not_renewed", allowed="together with ends")
    return given


def _document(section: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The first terms, and the path to name their faults by."""
    if ("template" in section) == ("terms" in section):
        message = "both template and terms are given" if "terms" in section else "template is missing"
        raise InvalidInput(message, where="contract", allowed="either template or terms")
    own = {"timezone": section["timezone"]} if "timezone" in section else {}
    for name in own.values():
        terms.zone_named(name, "contract.timezone")
    overrides = terms.exact(section.get("overrides", {}))
    if "terms" in section:
        base, at = terms.exact(section["terms"]), "contract.terms"
    else:
        base, at = terms.load(section["template"], "contract.template").terms, "contract.overrides"
    return terms.merged(base, own | overrides), at


def _months(names: list[str], agreement: Agreement) -> tuple[Month, ...]:
    """Those to bill. Every month before them is settled too, so a contract runs for so many years at most."""
    last_year = agreement.term.starts.year + MOST_YEARS
    months = tuple(Month.parse(name, agreement.zone, f"bill[{at}]") for at, name in enumerate(names))
    for at, month in enumerate(months):
        if month.year > last_year:
            message = f"{month.name} is too long after the contract's start"
            raise InvalidInput(message, where=f"bill[{at}]", allowed=f"up to {last_year}-12")
        if at and month.first_day <= months[at - 1].first_day:
            before = months[at - 1].name
            raise InvalidInput(f"{month.name} is not after {before}", where=f"bill[{at}]", allowed="in order")
        if not agreement.active_in(month):
            message = f"the contract does not cover {month.name}"
            raise InvalidInput(message, where=f"bill[{at}]", allowed=agreement.months)
    return months


def _asked(bill: Bill) -> date:
    assert bill.asked is not None, "a prepayment says when it is asked for"
    return bill.asked


def _prepayment_id(bill: Bill, made: list[Issued]) -> str:
    """``2026-04/1``: the first that was asked for ahead of April."""
    before = sum(1 for one in made if one.bill.period == bill.period and one.bill.kind is Kind.PREPAYMENT)
    return f"{bill.period}/{before + 1}"
