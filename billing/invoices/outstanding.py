"""What of a month's prepayments nobody has asked for yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ..engine import INVOICE, Bill, Evidence, Issued, Line
from ..engine.formula import money
from ..engine.results import line as made

Place = tuple[int, int]
"""A line by its bill's place and its own."""

CALLED, SORT = 4, 3
"""How many words of what a line is called tell it from others, and its sort from other sorts."""


def outstanding(wanted: Sequence[Bill], issued: Sequence[Issued], minor_unit: Decimal) -> list[Bill]:
    """The ``wanted`` prepayments of a month, less what the ``issued`` ones asked for.

    Too much asked for is no matter here: the month's settlement sets it off.
    """
    covered = _covered(wanted, issued)
    missing = []
    for at, bill in enumerate(wanted):
        lines = tuple(
            _rest(line, covered[at, place], issued, minor_unit)
            for place, line in enumerate(bill.lines)
            if line.amount > covered[at, place]
        )
        if lines:
            total = sum((line.amount for line in lines), 0 * minor_unit)
            missing.append(replace(bill, lines=lines, subtotal=total, total=total))
    return missing


def _covered(wanted: Sequence[Bill], issued: Sequence[Issued]) -> dict[Place, Decimal]:
    """What was asked for covers first the lines called the same, then the same sort of lines: a seat
    that changed its type is not asked for twice."""
    left: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for one in issued:
        for line in one.bill.lines:
            left[_called(line)] += line.amount
    covered: defaultdict[Place, Decimal] = defaultdict(Decimal)
    for words in (CALLED, SORT):
        for at, bill in enumerate(wanted):
            for place, line in enumerate(bill.lines):
                for name in [name for name in left if name[:words] == _called(line)[:words]]:
                    part = min(left[name], line.amount - covered[at, place])
                    covered[at, place] += part
                    left[name] -= part
    return covered


def _called(line: Line) -> tuple[str, ...]:
    return line.clause, line.item, line.period, line.description.en


def _rest(line: Line, covered: Decimal, issued: Sequence[Issued], minor_unit: Decimal) -> Line:
    """The line, or what of it was not covered, with the bills that covered the other part."""
    if not covered:
        return line
    evidence = [Evidence(INVOICE, one.id, one.bill.total) for one in issued]
    rest = money(line.amount) - money(covered)
    return made(
        line.clause,
        line.description,
        quantity=rest.value / Fraction(line.unit_price),
        unit=line.unit,
        unit_price=Fraction(line.unit_price),
        formula=rest,
        evidence=[*line.evidence, *evidence],
        minor_unit=minor_unit,
        item=line.item,
        period=line.period,
        taxed=line.taxed,
    )
