"""What somebody wants credited of an invoice, and what it comes to line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from seatyard.errors import Conflict, InvalidInput

from ..documents.data import plain
from ..ledger.postings import apportioned

Amounts = Mapping[int, Decimal]
"""By the position of the invoice's line, with the line's sign."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is left of an invoice; or an amount over all its lines; or amounts of single ones."""

    lines: Mapping[int, Decimal | None] | None = None
    """None for an amount is all that is left of the line."""
    amount: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        if self.lines is not None:
            named = sorted(self.lines.items())
            return {"lines": [[at, plain(amount) if amount is not None else None] for at, amount in named]}
        return {"amount": plain(self.amount)} if self.amount is not None else {"whole": True}

    def of(self, left: Amounts, minor_unit: Decimal) -> dict[int, Decimal]:
        """Of what is ``left`` of each line. Raises InvalidInput, Conflict for more than there is."""
        whole = sum(left.values(), Decimal(0))
        if whole <= 0:
            raise Conflict("nothing is left of it to credit", where="invoice")
        if self.lines is not None:
            return {at: _of_line(at, asked, left, minor_unit) for at, asked in sorted(self.lines.items())}
        if self.amount is None:
            return {at: amount for at, amount in left.items() if amount}
        _whole_units(self.amount, minor_unit, "amount")
        if not 0 < self.amount <= whole:
            raise _out_of(self.amount, whole, "amount")
        parts = apportioned(self.amount, left, minor_unit)
        return {at: part for at, part in parts.items() if part}


def read(whole: bool, amount: str, lines: Iterable[str]) -> Asked:
    """``amount`` as 500.00, ``lines`` as ``1=500.00``, or ``1`` for all that is left of it.

    Raises InvalidInput unless exactly one of the three is told.
    """
    named = [_line(one) for one in lines]
    if [whole, bool(amount.strip()), bool(named)].count(True) != 1:
        raise InvalidInput("one of them is needed", where="credit", allowed="the whole, an amount, or lines")
    if whole:
        return Asked()
    if not named:
        return Asked(amount=_number(amount, "amount"))
    if len(dict(named)) != len(named):
        raise InvalidInput("a line is named twice", where="line", allowed="each once")
    return Asked(lines=dict(named))


def _line(text: str) -> tuple[int, Decimal | None]:
    at, equals, amount = text.partition("=")
    if not (at.strip().isascii() and at.strip().isdigit() and len(at) < 9):
        raise InvalidInput(f"{text!r} names no line", where="line", allowed="2, or 2=500.00")
    where = f"line {int(at)}"
    return int(at), _number(amount, where) if equals else None


def _number(text: str, where: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(text) > 40 or abs(number) >= Decimal(10) ** 15:
        raise InvalidInput(f"{text.strip()!r} is no amount", where=where, allowed="such as 500.00")
    return number


def _of_line(at: int, asked: Decimal | None, left: Amounts, minor_unit: Decimal) -> Decimal:
    where = f"line {at}"
    if at not in left:
        allowed = "one of " + ", ".join(map(str, left))
        raise InvalidInput("nothing of it can be credited", where=where, allowed=allowed)
    rest = left[at]
    if asked is None:
        asked = rest
    _whole_units(asked, minor_unit, where)
    if not asked or (asked > 0) != (rest > 0) or abs(asked) > abs(rest):
        raise _out_of(asked, rest, where)
    return asked.quantize(minor_unit)


def _whole_units(amount: Decimal, minor_unit: Decimal, where: str) -> None:
    if amount % minor_unit:
        raise InvalidInput(f"{amount} is no amount of money", where=where, allowed=f"steps of {minor_unit}")


def _out_of(amount: Decimal, rest: Decimal, where: str) -> Conflict:
    allowed = f"up to {rest}" if rest > 0 else f"down to {rest}" if rest else "nothing is left of it"
    return Conflict(f"{amount} is not within what is left", where=where, allowed=allowed)
