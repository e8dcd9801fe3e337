"""Terms by date of effect: what was agreed at first, and each change merged over what held before it."""

from __future__ import annotations

from datetime import date
from typing import Any

from seatyard.errors import InvalidInput

from ..engine import Agreement, Term
from .document import Terms, agreement, exact, merged, parse

Change = dict[str, Any]
"""``{"starts": "2026-04-01", "overrides": {…}}``, as a document states it."""

FIXED = ("currency", "timezone")
"""What no change may touch: it would make two invoices of one contract incomparable."""


def dated(first: Terms, base: dict[str, Any], term: Term, changes: list[Change], at: str) -> Agreement:
    """The contract with its changes; InvalidInput names the first bad one under ``at``."""
    made: list[tuple[date, Terms]] = []
    document, before = base, term.starts
    for number, change in enumerate(changes):
        where = f"{at}[{number}]"
        starts = date.fromisoformat(change["starts"])
        _check_date(starts, before, term, f"{where}.starts", first=not made)
        overrides = exact(change["overrides"])
        for fixed in FIXED:
            if fixed in overrides:
                message = "cannot change within a contract"
                raise InvalidInput(message, where=f"{where}.overrides.{fixed}", allowed="a new contract")
        document = merged(document, overrides)
        made.append((starts, parse(document, at=f"{where}.overrides")))
        before = starts
    return agreement(first, term, made)


def _check_date(starts: date, before: date, term: Term, where: str, *, first: bool) -> None:
    if starts <= before:
        what = "the contract's start" if first else "the change before it"
        raise InvalidInput(f"{starts} is not after {what}", where=where, allowed=f"after {before}")
    if term.ends is not None and starts > term.ends:
        message = f"{starts} is after the contract's end"
        raise InvalidInput(message, where=where, allowed=f"up to {term.ends}")
