"""What clauses answer: lines with their evidence, notices, and the bill that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .amounts import decimal, rounded
from .formula import Formula

SEAT, CALL, LEG, OUTAGE, LINE, INVOICE = "seat", "call", "leg", "outage", "line", "invoice"
LEASED_LINE, STAFF, SIGN_IN, HOURS = "leased_line", "staff", "sign_in", "hours"
UNHEARD = "unheard"
ONE_OFF, MILESTONE, RECEIPT, ITEM, TERM = "one_off", "milestone", "receipt", "item", "term"
ACTIVATION, PAYMENT, SERVICE_LEVEL, ENDING = "activation", "payment", "service_level", "ending"
CREDIT_NOTE = "credit_note"
WRITE_OFF, RECOVERY = "write_off", "recovery"
"""Kinds of evidence. A ``line`` is another one of the same invoice, by its position; an ``invoice`` an
earlier one, by its number, a ``credit_note`` likewise; a ``term`` a place in the contract's terms; every
other kind is a fact's (see ``facts``)."""


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
    """Its id: of a seat's interval, a conversation, a further leg of one (its uuid), an outage; the position
    of a line, from 1."""
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
    explained: Text
    """The same for a reader, ``(4 seats × 0.7 + 6 seats × 1) × 2,000.00 = 17,600.00``."""
    evidence: tuple[Evidence, ...] = field(repr=False)
    item: str = ""
    """What of its clause the line is, where a clause makes several sorts: ``deposit``, ``advance``."""
    period: str = ""
    """The month that it is about, where that is not the invoice's: ``2026-04``."""
    taxed: bool = True
    """Whether it is part of what tax is computed on."""
    corrects: str = ""
    """The invoice, by its number, of which it says otherwise than that did."""


def line(
    clause: str,
    description: Text,
    *,
    quantity: Fraction,
    unit: str,
    unit_price: Fraction,
    formula: Formula,
    evidence: Iterable[Evidence],
    minor_unit: Decimal,
    item: str = "",
    period: str = "",
    taxed: bool = True,
) -> Line:
    """A line whose amount is the formula's value, rounded half-up to the ``minor_unit``.

    ``quantity`` × ``unit_price`` is the same value, told shorter.
    """
    assert quantity * unit_price == formula.value, f"{clause}: {formula.plain} is not the line's product"
    amount = rounded(formula.value, minor_unit)
    return Line(
        clause,
        description,
        decimal(quantity),
        unit,
        decimal(unit_price),
        amount,
        f"{formula.plain} = {amount}",
        Text(f"{formula.zh} = {amount:,}", f"{formula.en} = {amount:,}"),
        tuple(evidence),
        item,
        period,
        taxed,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What the contract asks of a party, or grants one, beside money."""

    kind: str
    clause: str
    text: Text
    subject: str = ""
    """What it is about, where a clause gives several of a kind: a figure's name."""
    on: date | None = None
    """The day from which it holds, where it is not the whole month."""


@dataclass(frozen=True, slots=True)
class Rent:
    """What a seat costs in the month: what credits are measured by and may not exceed."""

    seat: str
    type: str
    """The dearest that it held."""
    monthly: Fraction
    """The rent of a whole month of it."""
    charged: Fraction
    """What this month's lines hold for it before rounding, less what was credited so far."""


@dataclass(frozen=True, slots=True)
class Tax:
    rate: Decimal
    included: bool
    """Whether the lines contain it already."""
    amount: Decimal
    formula: str


class Kind(StrEnum):
    """Of a bill."""

    SETTLEMENT = "settlement"
    """A month, settled after its end."""
    PREPAYMENT = "prepayment"
    """Asked for ahead: a deposit, a month's rent; settled in its month."""
    CREDIT = "credit"
    """A credit note: what it takes back of another bill, below zero."""
    CORRECTION = "correction"
    """What came after the last month's settlement; below zero where money goes back."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Evidence too much to hold: told again each time that it is walked through."""

    entries: Iterable[tuple[int, Evidence]]
    """The position of the line, from 1, and what it counted; can be walked through again and again."""


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
    kind: Kind = Kind.SETTLEMENT
    asked: date | None = None
    """Of a prepayment: the local day on which it is asked for; of a credit note, a correction: on which it is
    given."""
    trails: tuple[Trail, ...] = field(default=(), repr=False, compare=False)

    def evidence(self) -> Iterator[tuple[int, Evidence]]:
        """All evidence with the position of its line: the lines' own, then the trails'."""
        for position, line in enumerate(self.lines, 1):
            for one in line.evidence:
                yield position, one
        for trail in self.trails:
            yield from trail.entries


@dataclass(frozen=True, slots=True)
class Issued:
    """An earlier bill of the contract, and what evidence names it by."""

    id: str
    bill: Bill
    of: str = ""
    """Of a credit note: the bill that it takes back from."""
