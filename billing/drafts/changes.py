"""What a month's bill says otherwise than that of the month before, line by line, and why. Pure.

The differences of the lines, with that of the tax where it is added to them, are that of the totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..engine import Bill, Line, Text
from .reasons import Setting, gone, new, other

TAX = Text("税额", "Tax")


@dataclass(frozen=True, slots=True)
class Change:
    clause: str
    """``tax`` of the tax."""
    description: Text
    before: Decimal | None
    """Its amount in the month before; None where it was not there."""
    now: Decimal | None
    """Likewise of this month."""
    why: tuple[Text, ...]

    @property
    def difference(self) -> Decimal:
        return (self.now or Decimal(0)) - (self.before or Decimal(0))


def changes(bill: Bill, before: Bill, setting: Setting) -> list[Change]:
    """In the order of the bill, then what is gone. Lines that are alike in quantity and price are none."""
    found = [change for one, was in _paired(bill, before) if (change := _change(one, was, setting))]
    if bill.tax != before.tax and not (_included(bill) and _included(before)):
        why = Text("随计税金额变化", "it follows the amount that is taxed")
        found.append(Change("tax", TAX, before.tax, bill.tax, (why,)))
    return found


def _included(bill: Bill) -> bool:
    """Whether the lines contain the tax."""
    return sum((line.amount for line in bill.lines), Decimal(0)) == bill.total


def _paired(bill: Bill, before: Bill) -> Iterator[tuple[Line | None, Line | None]]:
    """Lines called alike; then those that alone are left of their sort, which name a day or a month."""
    pairs: list[tuple[Line, Line | None]] = []
    left = list(before.lines)
    unmatched = []
    for line in bill.lines:
        was: Line | None = next((one for one in left if _called(one) == _called(line)), None)
        if was is None:
            unmatched.append(line)
        else:
            left.remove(was)
        pairs.append((line, was))
    sorts: defaultdict[tuple[str, str, str], tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for line in unmatched:
        sorts[_sort(line)][0].append(line)
    for one in left:
        sorts[_sort(one)][1].append(one)
    alone = {id(mine[0]): theirs[0] for mine, theirs in sorts.values() if len(mine) == len(theirs) == 1}
    for line, was in pairs:
        yield line, was or alone.get(id(line))
    taken = {id(one) for one in alone.values()}
    yield from ((None, one) for one in left if id(one) not in taken)


def _called(line: Line) -> tuple[str, ...]:
    return *_sort(line), line.description.en


def _sort(line: Line) -> tuple[str, str, str]:
    return line.clause, line.item, line.unit


def _change(line: Line | None, was: Line | None, setting: Setting) -> Change | None:
    if line is None:
        assert was is not None
        return Change(was.clause, was.description, was.amount, None, gone(was, setting))
    if was is None:
        return Change(line.clause, line.description, None, line.amount, new(line, setting))
    if (line.quantity, line.unit_price, line.amount) == (was.quantity, was.unit_price, was.amount):
        return None
    return Change(line.clause, line.description, was.amount, line.amount, other(line, was, setting))
