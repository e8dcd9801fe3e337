"""What a credit note takes back of a bill: lines, tax, entries, to the cent over all its notes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from seatyard.errors import Conflict

from ..clauses.tax import Tax
from ..engine import Bill, Kind
from ..engine.amounts import Currency, decimal
from ..ledger.accounts import Account
from ..ledger.postings import Entries, of_bill
from .asked import Amounts, Asked

SET_OFF = ("advance_applied", "deposit_refund")
"""Lines that give back what was asked for ahead: no charge, so nothing of them is credited."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Above zero: what goes back."""

    lines: dict[int, Decimal]
    """By the position of the bill's line, with its sign."""
    subtotal: Decimal
    tax: Decimal
    tax_formula: str
    total: Decimal


def left_of(bill: Bill, credited: Amounts) -> dict[int, Decimal]:
    """What of each line is not ``credited`` yet, without those of which nothing ever can be."""
    return {
        at: line.amount - credited.get(at, Decimal(0))
        for at, line in enumerate(bill.lines, 1)
        if line.amount and line.item not in SET_OFF
    }


def credit(bill: Bill, tax: Tax | None, asked: Asked, credited: Amounts) -> Credit:
    """``asked`` of a bill of which other notes have ``credited`` so much already.

    The tax is that of all that is credited with this note, less what the other notes carry: once
    everything is credited, it is the bill's own to the cent. Raises InvalidInput, Conflict for more than
    there is, on a line or over all.
    """
    unit = Currency(bill.currency).minor_unit
    chosen = asked.of(left_of(bill, credited), unit)
    before, after = part_of(bill, tax, credited), part_of(bill, tax, together(credited, chosen))
    limit = part_of(bill, tax, left_of(bill, {}))
    made = Credit(
        lines=chosen,
        subtotal=after.subtotal - before.subtotal,
        tax=after.tax - before.tax,
        tax_formula=_formula(before, after),
        total=after.total - before.total,
    )
    if made.total <= 0 or after.total > limit.total:
        raise Conflict(
            f"it would credit {made.total}", where="credit", allowed=f"up to {limit.total - before.total}"
        )
    return made


def together(one: Amounts, other: Amounts) -> dict[int, Decimal]:
    nothing = Decimal(0)
    return {at: one.get(at, nothing) + other.get(at, nothing) for at in sorted({*one, *other})}


def part_of(bill: Bill, tax: Tax | None, amounts: Amounts) -> Bill:
    """The bill as if it were of these amounts of its lines alone."""
    zero = 0 * Currency(bill.currency).minor_unit
    lines = tuple(
        replace(
            line, amount=amounts[at], quantity=_share(line.quantity, amounts[at], line.amount), evidence=()
        )
        for at, line in enumerate(bill.lines, 1)
        if amounts.get(at)
    )
    sum_ = sum((line.amount for line in lines), zero)
    taxed = sum((line.amount for line in lines if line.taxed), zero)
    due = tax.on(taxed, Currency(bill.currency).minor_unit) if tax and bill.tax_formula else None
    amount = due.amount if due else zero
    total = sum_ if due is None or due.included else sum_ + amount
    formula = due.formula if due else ""
    return replace(
        bill, lines=lines, subtotal=total - amount, tax=amount, tax_formula=formula, total=total, notices=()
    )


def negated(part: Bill) -> Bill:
    """What a credit note of it is to the engine: a bill below zero."""
    lines = tuple(replace(line, amount=-line.amount, quantity=-line.quantity) for line in part.lines)
    return replace(
        part, lines=lines, subtotal=-part.subtotal, tax=-part.tax, total=-part.total, kind=Kind.CREDIT
    )


def entries(bill: Bill, tax: Tax | None, before: Amounts, chosen: Amounts) -> Entries:
    """What a note books, by its bill's accounts: all notes together take back its very entries."""
    booked = of_bill(part_of(bill, tax, before))
    whole = of_bill(part_of(bill, tax, together(before, chosen)))
    return {account: amount for account in Account if (amount := _less(booked, whole, account))}


def _less(booked: Mapping[Account, Decimal], whole: Mapping[Account, Decimal], account: Account) -> Decimal:
    return booked.get(account, Decimal(0)) - whole.get(account, Decimal(0))


def _share(quantity: Decimal, part: Decimal, amount: Decimal) -> Decimal:
    return quantity if part == amount else decimal(Fraction(quantity) * Fraction(part) / Fraction(amount))


def _formula(before: Bill, after: Bill) -> str:
    if not after.tax_formula or not before.tax:
        return after.tax_formula
    said = after.tax_formula.rpartition(" = ")[0]
    return f"{said} - {before.tax} = {after.tax - before.tax}"
