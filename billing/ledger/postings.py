"""What a document books: amounts by account, which add up to nothing. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

from ..engine import Bill
from ..engine.amounts import Currency
from .accounts import Account, account_of

Name = TypeVar("Name", int, Account)


class Unbalanced(ValueError):
    """A document whose lines are not its total: nothing of it is booked."""


Entries = dict[Account, Decimal]
"""Without those that are nothing; their sum is nothing."""


def of_bill(bill: Bill) -> Entries:
    """The total is owed; each line is booked under its own account, the tax under its.

    Where the prices contain the tax, it is taken out of the accounts of the lines that it was computed on, in
    their proportion. Raises Unbalanced where the lines and the tax are not the total.
    """
    lines: defaultdict[Account, Decimal] = defaultdict(Decimal)
    taxed: defaultdict[Account, Decimal] = defaultdict(Decimal)
    for line in bill.lines:
        lines[account_of(line)] += line.amount
        if line.taxed:
            taxed[account_of(line)] += line.amount
    if bill.tax and sum(lines.values()) == bill.total:
        for account, part in apportioned(bill.tax, taxed, Currency(bill.currency).minor_unit).items():
            lines[account] -= part
    return _balanced({Account.RECEIVABLE: bill.total, Account.TAX: -bill.tax} | _negated(lines))


def of_payment(amount: Decimal) -> Entries:
    """Money that the tenant paid."""
    return _balanced({Account.CASH: amount, Account.RECEIVABLE: -amount})


def of_refund(amount: Decimal) -> Entries:
    """Money that went back to the tenant."""
    return reversed_(of_payment(amount))


def of_write_off(amount: Decimal) -> Entries:
    """What of a bill is not expected any more."""
    return _balanced({Account.WRITTEN_OFF: amount, Account.RECEIVABLE: -amount})


def of_recovery(amount: Decimal) -> Entries:
    """What is expected after all: the tenant owes it again."""
    return reversed_(of_write_off(amount))


def reversed_(entries: Mapping[Account, Decimal]) -> Entries:
    """What takes another transaction back."""
    return _balanced(_negated(entries))


def apportioned(amount: Decimal, weights: Mapping[Name, Decimal], minor_unit: Decimal) -> dict[Name, Decimal]:
    """``amount`` by the weights in whole ``minor_unit``, to the last one: the largest remainders get more."""
    whole = sum(weights.values(), Decimal(0))
    if not whole:
        return {}
    exact = {
        name: Fraction(amount) * Fraction(part) / Fraction(whole * minor_unit)
        for name, part in weights.items()
    }
    units = {name: floor(share) for name, share in exact.items()}
    left = int(amount / minor_unit) - sum(units.values())
    for name in sorted(exact, key=lambda name: (units[name] - exact[name], name))[:left]:
        units[name] += 1
    return {name: count * minor_unit for name, count in units.items()}


def _negated(entries: Mapping[Account, Decimal]) -> Entries:
    return {account: -amount for account, amount in entries.items()}


def _balanced(entries: Entries) -> Entries:
    if sum(entries.values()):
        raise Unbalanced(f"{len(entries)} entries add up to {sum(entries.values())}")
    return {account: amount for account, amount in entries.items() if amount}
