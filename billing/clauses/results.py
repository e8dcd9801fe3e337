"""What clauses answer: lines with their evidence, and notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .amounts import decimal, rounded

SEAT, CALL, OUTAGE, LINE = "seat", "call", "outage", "line"
"""Kinds of evidence; a ``line`` is another one of the same invoice, by its position."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a line was computed from."""

    kind: str
    subject: str
    """Its id: of a seat's interval, a conversation, an outage; the position of a line, from 1."""
    quantity: Decimal
    """What of it was counted: the seat's share, the minutes of a call or an outage, a line's amount."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice: ``amount`` is ``quantity`` × ``unit_price``, rounded once."""

    clause: str
    description: Text
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    formula: str
    """The arithmetic with its numbers in it, ``(4 × 0.7 + 6 × 1) × 2000 = 17600.00``."""
    evidence: tuple[Evidence, ...] = field(repr=False)


def line(
    clause: str,
    description: Text,
    *,
    quantity: Fraction,
    unit: str,
    unit_price: Fraction,
    formula: str,
    evidence: Iterable[Evidence],
    minor_unit: Decimal,
) -> Line:
    """A line with its amount rounded, half-up to the ``minor_unit``, and said in its formula."""
    amount = rounded(quantity * unit_price, minor_unit)
    return Line(
        clause,
        description,
        decimal(quantity),
        unit,
        decimal(unit_price),
        amount,
        f"{formula} = {amount}",
        tuple(evidence),
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What the contract asks of the operator, or grants the tenant, beside money."""

    kind: str
    clause: str
    text: Text


@dataclass(frozen=True, slots=True)
class Rent:
    """What a seat costs in the month: what credits are measured by and may not exceed."""

    seat: str
    type: str
    """The dearest that it held."""
    monthly: Fraction
    """The rent of a whole month of it."""
    charged: Fraction
    """What this month's lines hold for it, before rounding."""


@dataclass(frozen=True, slots=True)
class Tax:
    rate: Decimal
    included: bool
    """Whether the lines contain it already."""
    amount: Decimal
    formula: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A month, computed. ``subtotal + tax == total``; the lines add up to the total if they
    include the tax, else to the subtotal."""

    period: str
    currency: str
    lines: tuple[Line, ...]
    subtotal: Decimal
    tax: Decimal
    tax_formula: str
    total: Decimal
    due: date
    notices: tuple[Notice, ...]


def summed(terms: Iterable[str]) -> str:
    """``4 × 0.7 + 6 × 1``: each written term with how often it occurs, in the order of coming."""
    return " + ".join(f"{count} × {term}" for term, count in Counter(terms).items())
