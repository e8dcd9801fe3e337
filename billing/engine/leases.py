"""Lines of what is leased: seats, lines, people, each by its type at its share of the month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from seatyard.errors import InvalidInput

from . import shares
from .clause import Case
from .facts import Held, SeatInterval
from .formula import Formula, money, number
from .month import midnight
from .results import LINE, Evidence, Line, Text, line
from .shares import Counted
from .spans import FOREVER, Span

FIRST = "first"
"""As a minimum: as many as there were on the first day that had any."""


class Rule(shares.Rule, Protocol):
    """A clause that charges for leased things."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Thing:
    """What is leased, in the words of its lines."""

    kind: str
    """Of its evidence."""
    unit: str
    """Of a number of them; with what the price is for, of the line: ``seat_month``."""
    titled: Callable[[str], Text]
    charge: Text
    """What is charged for it, with ``{}`` for its title."""


def count(rule: Rule, thing: Thing, held: Iterable[Held], case: Case) -> dict[str, list[Counted]]:
    """The shares of each thing; InvalidInput for one of a type that has no price."""
    found = {}
    for name, intervals in case.active(held).items():
        for one in intervals:
            if one.type not in rule.price:
                raise InvalidInput(
                    f"{thing.unit} {name} is of type {one.type!r}, which has no price",
                    where=f"{rule.name}.price",
                    allowed=", ".join(sorted(rule.price)),
                )
        found[name] = shares.counted(rule, intervals, case)
    return found


def through(held: Iterable[Held]) -> tuple[Span, ...]:
    """The time of a thing's intervals, in order of their start, as spans apart from each other."""
    spans: list[tuple[datetime, datetime]] = []
    for one in held:
        ends = one.ends or FOREVER
        if spans and one.starts <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(ends, spans[-1][1])
        else:
            spans.append((one.starts, ends))
    return tuple(Span(*span) for span in spans)


def lines(rule: Rule, thing: Thing, parts: Iterable[Counted], case: Case) -> list[Line]:
    """A line for each type."""
    by_type: dict[str, list[Counted]] = {}
    for part in parts:
        by_type.setdefault(part.type, []).append(part)
    return [_line(rule, thing, type, by_type[type], case) for type in sorted(by_type)]


def _line(rule: Rule, thing: Thing, type: str, parts: list[Counted], case: Case) -> Line:
    title = thing.titled(type)
    share = shares.together(rule.basis, parts, thing.unit)
    return line(
        rule.name,
        Text(thing.charge.zh.format(title.zh), thing.charge.en.format(title.en)),
        quantity=share.value,
        unit=f"{thing.unit}_{rule.basis.per}",
        unit_price=Fraction(rule.price[type]),
        formula=share * money(rule.price[type]),
        evidence=[Evidence(thing.kind, id, own) for part in parts for id, own in part.intervals],
        minor_unit=case.minor_unit,
    )


def least(held: Iterable[Held], asked: int | str, case: Case) -> tuple[int, datetime]:
    """How many are billed at least, and the moment of the month from which on.

    ``first`` is the headcount of the first day of the contract on which there were any, from that day on.
    """
    if not isinstance(asked, str):
        return asked, case.span.starts
    so_far = Span(midnight(case.term.starts, case.term.zone), case.span.ends)
    there = [(one.seat, part.starts) for one in held if (part := one.span.common(so_far))]
    if not there:
        return 0, case.span.starts
    first = case.month.day_of(min(starts for _, starts in there))
    begins, ends = (midnight(day, case.term.zone) for day in (first, first + timedelta(days=1)))
    return len({name for name, starts in there if starts < ends}), max(begins, case.span.starts)


def all_along(rule: Rule, type: str, since: datetime, case: Case) -> Formula:
    """The share of a thing leased from a moment on for as long as the contract covers the month."""
    (counted,) = shares.counted(rule, [SeatInterval("", "", type, since, None)], case)
    return counted.share


def check_minimum(path: str, count: int | str, type: str | None, price: Mapping[str, Decimal]) -> None:
    """Refuse a ``type``, at ``path``, that leaves open what the missing ones of a minimum are billed as."""
    if type is not None and type not in price:
        raise InvalidInput(f"{type!r} has no price", where=path, allowed=", ".join(price))
    if count and type is None and len(price) > 1:
        raise InvalidInput("is missing", where=path, allowed=", ".join(price))


@dataclass(frozen=True, slots=True)
class Minimum:
    """What is billed at least."""

    count: int
    type: str
    """What the missing ones are billed as."""
    whole: Formula
    """The share of each."""
    says: Text
    """What the line is called, with ``{}`` for the number."""


def missing(
    rule: Rule, thing: Thing, least: Minimum, billed: Fraction, made: list[Line], case: Case
) -> list[Line]:
    """The line from what was ``billed``, with the lines ``made``, up to the minimum."""
    asked = number(least.count, thing.unit)
    if least.whole.value != 1:
        asked = asked * least.whole
    if billed >= asked.value:
        return []
    per, price = rule.basis.per, rule.price[least.type]
    short = asked - number(billed, thing.unit if per == "month" else per)
    up_to = line(
        rule.name,
        Text(least.says.zh.format(least.count), least.says.en.format(least.count)),
        quantity=short.value,
        unit=f"{thing.unit}_{per}",
        unit_price=Fraction(price),
        formula=short * money(price),
        evidence=[Evidence(LINE, str(at), one.quantity) for at, one in enumerate(made, case.position)],
        minor_unit=case.minor_unit,
    )
    return [up_to]
