"""A bill in the terms of EN 16931. Pure.

Prices that contain the tax are told without it: each line's share of the tax is taken out of it, to the last
cent, so that net and tax are the very amounts that the bill has. What is not taxed (deposits, penalties) is a
line of category E beside taxed ones; without any tax all is O. What was asked for ahead and is set off is no
line but what has been paid (BT-113).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ..clauses.deposit_prepay import APPLIED
from ..clauses.tax import rate_of
from ..engine import Bill, Line
from ..engine.amounts import Currency
from ..ledger.postings import apportioned
from ..parties.schema import Party
from .document import Category, EDocument, Item, Kind, Vat

UNITS = {
    "seat_month": "MON",
    "line_month": "MON",
    "person_month": "MON",
    "item_month": "MON",
    "seat_day": "DAY",
    "line_day": "DAY",
    "person_day": "DAY",
    "seat_hour": "HUR",
    "hour": "HUR",
    "minute": "MIN",
    "item_year": "ANN",
}
"""UN/ECE Recommendation 20."""
ONE = "C62"
"""Of every other unit: one of it."""
EXACT = Decimal("1e-10")
UNTAXED = "Not subject to VAT: deposits, penalties and what is paid back"
NO_VAT = "Not subject to VAT"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document says beside what its bill does."""

    number: str
    issued: date
    seller: Party
    buyer: Party
    starts: date
    ends: date
    contract: str
    language: str
    """Of names and notes: ``zh`` or ``en``."""
    kind: Kind = Kind.INVOICE
    corrects: tuple[str, date] | None = None


def of_bill(bill: Bill, frame: Frame) -> EDocument:
    """A credit note's bill has the amounts that it gives back as positive ones."""
    rate = rate_of(bill.tax_formula)
    set_off = [line for line in bill.lines if line.item == APPLIED]
    charged = {at: line for at, line in enumerate(bill.lines, 1) if line.item != APPLIED}
    within = _tax_within(bill, charged)
    items = [_item(at, line, within.get(at), rate, frame.language) for at, line in charged.items()]
    return EDocument(
        kind=frame.kind,
        number=frame.number,
        issued=frame.issued,
        due=bill.due,
        currency=bill.currency,
        seller=frame.seller,
        buyer=frame.buyer,
        starts=frame.starts,
        ends=frame.ends,
        items=tuple(items) or (_nothing(bill, rate),),
        vat=_vat(items or [_nothing(bill, rate)], bill.tax),
        prepaid=-sum((line.amount for line in set_off), Decimal(0)),
        contract=frame.contract,
        corrects=frame.corrects,
    )


def _tax_within(bill: Bill, lines: Mapping[int, Line]) -> dict[int, Decimal]:
    """The tax that each line's amount contains; of none where it comes on top."""
    if not bill.tax or sum((line.amount for line in bill.lines), Decimal(0)) != bill.total:
        return {}
    taxed = {at: line.amount for at, line in lines.items() if line.taxed}
    return apportioned(bill.tax, taxed, Currency(bill.currency).minor_unit)


def _item(at: int, line: Line, within: Decimal | None, rate: Decimal | None, language: str) -> Item:
    net = line.amount - (within or 0)
    quantity, price = line.quantity, line.unit_price
    if within:
        price = (net / quantity).quantize(EXACT, ROUND_HALF_UP).normalize() if quantity else abs(net)
    if price < 0:
        quantity, price = -quantity, -price
    return Item(
        id=str(at),
        name=getattr(line.description, language),
        note=getattr(line.explained, language),
        quantity=quantity,
        unit=UNITS.get(line.unit, ONE),
        price=price,
        net=net,
        category=_category(rate, taxed=line.taxed),
        rate=rate if rate and line.taxed else Decimal(0),
    )


def _nothing(bill: Bill, rate: Decimal | None) -> Item:
    """A document has a line at least (BR-16)."""
    zero = 0 * Currency(bill.currency).minor_unit
    category = _category(rate, taxed=True)
    return Item("1", f"{bill.period}: 0", "", Decimal(1), ONE, zero, zero, category, rate or Decimal(0))


def _category(rate: Decimal | None, *, taxed: bool) -> Category:
    if rate is None:
        return Category.OUTSIDE
    if not taxed:
        return Category.EXEMPT
    return Category.STANDARD if rate else Category.ZERO


def _vat(items: list[Item], tax: Decimal) -> tuple[Vat, ...]:
    """By category; a bill has one rate, so all its tax is that of the taxed lines."""
    reasons = {Category.EXEMPT: UNTAXED, Category.OUTSIDE: NO_VAT}
    found = []
    for category in sorted({item.category for item in items}, reverse=True):
        of_it = [item for item in items if item.category == category]
        base = sum((item.net for item in of_it), Decimal(0))
        amount = tax if category is Category.STANDARD else 0 * tax
        found.append(Vat(category, of_it[0].rate, base, amount, reasons.get(category, "")))
    return tuple(found)
