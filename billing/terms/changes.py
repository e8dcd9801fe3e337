"""Terms by date of effect: what was agreed at first, and each change merged over what held before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from seatyard.errors import InvalidInput

from ..clauses import CLAUSES
from ..clauses.call_charges import CallCharges
from ..clauses.renewal import Renewal, last_day
from ..engine import Agreement, Applies, Stage, Term
from ..rating.bundle import Bundle
from .document import Terms, agreement, exact, merged, parse

Change = dict[str, Any]
"""``{"starts": "2026-04-01", "overrides": {…}}``, as a document states it."""

FIXED = ("currency", "timezone")
"""What no change may touch: it would make two invoices of one contract incomparable."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Whole terms, and the local day from which they hold."""

    starts: date
    document: dict[str, Any]
    terms: Terms


def dated(first: Terms, base: dict[str, Any], term: Term, changes: Sequence[Change], at: str) -> Agreement:
    """The contract with its changes and renewals; InvalidInput names the first bad change under ``at``.

    The agreement's last day is the one that renewals make of the agreed one, by the clause in force on it.
    """
    made = versions(base, term.starts, changes, at)
    renewed = replace(term, ends=_last_day(first, made, term))
    for number, version in enumerate(made):
        if renewed.ends is not None and version.starts > renewed.ends:
            message = f"{version.starts} is after the contract's end"
            raise InvalidInput(message, where=f"{at}[{number}].starts", allowed=f"up to {renewed.ends}")
    return agreement(first, renewed, [(version.starts, version.terms) for version in made])


def versions(base: dict[str, Any], starts: date, changes: Sequence[Change], at: str) -> list[Dated]:
    """The terms that each change makes of those before it, ``base`` being the ones agreed at first."""
    made: list[Dated] = []
    document, before, what = base, starts, "the contract's start"
    for number, change in enumerate(changes):
        where = f"{at}[{number}]"
        day = date.fromisoformat(change["starts"])
        if day <= before:
            raise InvalidInput(
                f"{day} is not after {what}", where=f"{where}.starts", allowed=f"after {before}"
            )
        overrides = exact(change["overrides"])
        _check_fixed(overrides, document, f"{where}.overrides")
        changed = merged(document, overrides)
        _check_call_period(document, changed, f"{where}.overrides")
        held, terms = parse(document, at=at), parse(changed, at=f"{where}.overrides")
        _check_whole_months(day, held, terms, f"{where}.starts")
        _check_bundle(held, terms, f"{where}.overrides.call_charges.bundle")
        document = changed
        made.append(Dated(day, document, terms))
        before, what = day, "the change before it"
    return made


def _check_fixed(overrides: dict[str, Any], document: dict[str, Any], where: str) -> None:
    for fixed in FIXED:
        if fixed in overrides and overrides[fixed] != document.get(fixed):
            message = "cannot change within a contract"
            raise InvalidInput(message, where=f"{where}.{fixed}", allowed="a new contract")


def _check_call_period(document: dict[str, Any], changed: dict[str, Any], where: str) -> None:
    """A call over the day of such a change would be charged twice, or its rest by nobody."""
    before, after = (one.get("call_charges") for one in (document, changed))
    if isinstance(before, dict) and isinstance(after, dict):
        periods = [one.get("call_period", "start") for one in (before, after)]
        if periods[0] != periods[1]:
            place = f"{where}.call_charges.call_period"
            raise InvalidInput("cannot change within a contract", where=place, allowed=str(periods[0]))


def _check_whole_months(day: date, held: Terms, terms: Terms, where: str) -> None:
    """A month's rent, credit or tax has one set of terms: what counts single events may change within it."""
    if day.day == 1:
        return
    known = {clause.name: clause for clause in held.clauses}
    new = {clause.name: clause for clause in terms.clauses}
    for name in known | new:
        kind = CLAUSES[name]
        if kind.applies is Applies.MONTH and kind.stage > Stage.FACTS and known.get(name) != new.get(name):
            message = f"{name} settles whole months, and {day} lies within one"
            raise InvalidInput(message, where=where, allowed="the first of a month")


def _check_bundle(held: Terms, terms: Terms, where: str) -> None:
    """One that a change brings is sold on a day of its own: the contract's first day has passed."""
    before, after = (_bundle(one) for one in (held, terms))
    if after is not None and after != before and after.bought is None:
        raise InvalidInput("bought is missing", where=where, allowed="the day on which the minutes are sold")


def _bundle(terms: Terms) -> Bundle | None:
    calls = terms.clause(CallCharges.name)
    return calls.bundle if isinstance(calls, CallCharges) else None


def _last_day(first: Terms, made: list[Dated], term: Term) -> date | None:
    if term.agreed_ends is None:
        return None
    holding = [version.terms for version in made if version.starts <= term.agreed_ends]
    clause = (holding[-1] if holding else first).clause(Renewal.name)
    assert clause is None or isinstance(clause, Renewal), "a clause's name is its class's"
    return last_day(term.agreed_ends, clause, term.not_renewed)
