"""What a month comes to now, less what was billed of it: lines for a later bill. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..engine import LINE, Bill, Evidence, Line, Text
from ..engine.amounts import decimal

Key = tuple[Any, ...]
"""What lines of the same thing have in common."""
NOTHING = Decimal(0)


@dataclass(slots=True)
class Sum:
    """What lines of the same thing come to together."""

    line: Line
    """The first of them."""
    quantity: Decimal = NOTHING
    amount: Decimal = NOTHING
    facts: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        self.quantity += line.quantity
        self.amount += line.amount

    def count(self, one: Evidence, sign: int = 1) -> None:
        """Evidence, unless it is a line: positions are another bill's."""
        if one.kind != LINE:
            name = one.kind, one.subject
            quantity = self.facts.get(name, NOTHING) + sign * one.quantity
            self.facts[name] = quantity
            if not quantity and sign < 0:
                del self.facts[name]


def sums(lines: Iterable[Line], period: str) -> dict[Key, Sum]:
    """By what they are about, without their evidence."""
    found: dict[Key, Sum] = {}
    for line in lines:
        found.setdefault(key_of(line, period), Sum(line)).add(line)
    return found


def key_of(line: Line, period: str) -> Key:
    """``period``: the month of the bill that the line is of, or corrects."""
    said = line.description.zh, line.description.en
    return line.clause, line.item, line.period or period, said, line.unit, line.unit_price, line.taxed


def difference(
    now: Bill, billed: Iterable[Line], number: str, credited: Mapping[Key, Decimal] | None = None
) -> tuple[Line, ...]:
    """Lines that make what was ``billed`` of a month what it comes to ``now``; none where it is that.

    ``billed`` are the lines of its invoice, of this ``number``, and those of later bills that correct it,
    with their evidence. What notes have ``credited`` of them, by key, has gone back already: of a line that
    is to be lower it is taken off what goes back now. The lines have as evidence what was not counted yet,
    or, below zero, is not to be counted.
    """
    before, after = sums(billed, now.period), sums(now.lines, now.period)
    for line in billed:
        for one in line.evidence:
            before[key_of(line, now.period)].count(one)
    keys = [key_of(line, now.period) for line in now.lines]
    for position, one in now.evidence():
        key = keys[position - 1]
        same = before.get(key)
        (same or after[key]).count(one, -1 if same else 1)
    made = [
        _line(after.get(key), before.get(key), (credited or {}).get(key, NOTHING))
        for key in dict.fromkeys([*after, *before])
    ]
    return tuple(replace(line, corrects=number, period=line.period or now.period) for line in made if line)


def _line(after: Sum | None, before: Sum | None, credited: Decimal) -> Line | None:
    if before is None:
        assert after is not None
        return replace(
            after.line, quantity=after.quantity, amount=after.amount, evidence=_evidence(after.facts)
        )
    quantity, amount = (after.quantity, after.amount) if after else (NOTHING, NOTHING)
    changed, more = amount - before.amount, quantity - before.quantity
    back = min(credited, -changed) if changed < 0 and credited > 0 else NOTHING
    facts = {name: -count for name, count in before.facts.items() if count}
    if not (changed + back or (more and not back) or facts):
        return None
    changed += back
    price = Fraction(before.line.unit_price)
    said = f"{amount} - {before.amount}" + (f" + {back}" if back else "")
    told = f"{amount:,} - {before.amount:,}" + (f" + {back:,}" if back else "") + f" = {changed:,}"
    return replace(
        before.line,
        quantity=decimal(Fraction(changed) / price) if back and price else more,
        amount=changed,
        formula=f"{said} = {changed}",
        explained=Text(told, told),
        evidence=_evidence(facts),
    )


def _evidence(facts: Mapping[tuple[str, str], Decimal]) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind, subject, quantity) for (kind, subject), quantity in sorted(facts.items()))
