"""Charges over several months, as the worked examples state them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from billing import terms
from billing.engine import Agreement, Bill, Facts, Month, Term, bill

from .cases import SHANGHAI


def contract(
    document: dict[str, Any],
    starts: str = "2026-03-01",
    ends: str | None = None,
    *,
    signed: str | None = None,
    ended: str | None = None,
    changes: list[dict[str, Any]] | None = None,
) -> Agreement:
    """``ends`` is the end agreed, ``ended`` one that came before it."""
    first = terms.parse(terms.exact(document))
    agreed = date.fromisoformat(ends) if ends else None
    begins = date.fromisoformat(starts)
    term = Term(date.fromisoformat(signed) if signed else begins, begins, agreed, agreed, first.zone)
    made = terms.dated(first, terms.exact(document), term, changes or [], "changes")
    last = date.fromisoformat(ended) if ended else made.term.ends
    return replace(made, term=replace(made.term, ends=last))


def billed(made: Agreement, month: str, **facts: Any) -> Bill:
    return bill(made, Facts(**facts), Month.parse(month, SHANGHAI))


def amounts(made: Bill) -> list[tuple[str, Decimal]]:
    """Each line's sort and amount."""
    return [(line.item or line.clause, line.amount) for line in made.lines]


def months(first: str, count: int) -> list[str]:
    """The names of ``count`` months from the first."""
    year, month = map(int, first.split("-"))
    numbers = range(year * 12 + month - 1, year * 12 + month - 1 + count)
    return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]
