"""What a clause is: parameters, a stage of the month's settlement, and how it settles.

Clauses run stage by stage. Each sees the lines of the stages before its own, so a credit knows
what it credits: a fault's credit the rent of the seats, an availability credit the month's total.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import ClassVar

from .facts import Facts, SeatInterval
from .month import Month
from .results import Line, Notice, Rent, Tax
from .spans import Span


class Stage(IntEnum):
    """When a clause settles. New stages go between; none may see what comes after it."""

    CHARGES = 10
    """Rent, calls, one-off and recurring charges."""
    SEAT_CREDITS = 20
    """Measured by the rent of single seats: faults, late activation, force majeure."""
    TOTAL_CREDITS = 30
    """Measured by the month's total: availability, service levels."""
    TAX = 90


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a clause adds to the month."""

    lines: tuple[Line, ...] = ()
    notices: tuple[Notice, ...] = ()
    rents: tuple[Rent, ...] = ()
    tax: Tax | None = None

    def __add__(self, other: Settlement) -> Settlement:
        return Settlement(
            self.lines + other.lines,
            self.notices + other.notices,
            self.rents + other.rents,
            other.tax or self.tax,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A month of a contract, and what the earlier stages have made of it."""

    month: Month
    span: Span
    """The part of the month that the contract covers."""
    ended_on: date | None
    """The contract's last day, if it lies in this month with days of the month after it."""
    facts: Facts
    minor_unit: Decimal
    lines: tuple[Line, ...] = ()
    """Of the earlier stages."""
    rents: tuple[Rent, ...] = ()
    position: int = 1
    """Which line of the invoice the clause's first one will be."""

    def active_seats(self) -> dict[str, list[SeatInterval]]:
        """Each seat's intervals that touch the span, in order of time; seats in order of their ids."""
        found: dict[str, list[SeatInterval]] = {}
        for interval in self.facts.seats:
            if interval.span.common(self.span):
                found.setdefault(interval.seat, []).append(interval)
        return {
            seat: sorted(found[seat], key=lambda i: (i.starts, i.id)) for seat in sorted(found, key=_natural)
        }


def _natural(name: str) -> tuple[int, str]:
    return len(name), name


class Clause(ABC):
    """A rule of a contract. Sub-classes are frozen dataclasses of parameters."""

    __slots__ = ()
    name: ClassVar[str]
    stage: ClassVar[Stage]

    def check(self, path: str) -> None:  # noqa: B027  (most have nothing to add)
        """Raise InvalidInput for what no schema can see, naming the place under ``path``."""

    @abstractmethod
    def settle(self, case: Case) -> Settlement:
        """The clause's part of the month."""
