"""What a clause is: parameters, a stage of the month's settlement, and how it settles.

Clauses run stage by stage, within one in the registry's order. Each sees what those before it
made, so a credit knows what it credits: a fault's credit the rent of the seats, an availability
credit the month's total.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from operator import attrgetter
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

from .facts import Facts, Held, SeatInterval
from .month import Month
from .results import Issued, Line, Notice, Rent, Tax, Trail
from .spans import Span

C = TypeVar("C", bound="Clause")
H = TypeVar("H", bound=Held)


class Stage(IntEnum):
    """When a clause settles; none may see what comes after it."""

    FACTS = 0
    """What a fact counts as: planned work past its allowance is a fault."""
    CHARGES = 10
    """Rent, calls, one-off and recurring charges."""
    SEAT_CREDITS = 20
    """Measured by the rent of single seats: faults, force majeure."""
    TOTAL_CREDITS = 30
    """Measured by the month's total: availability, service levels."""
    PENALTIES = 40
    """Of either side: late payment, late activation, breach."""
    PREPAYMENT = 50
    """What was paid ahead, and the deposit."""
    TAX = 90


class Applies(Enum):
    """What a change of the terms within a month means for a clause."""

    MONTH = "month"
    """It settles the month as one: the terms of the month's first day."""
    DAY = "day"
    """It counts single events: each by the terms of its day."""


@dataclass(frozen=True, slots=True)
class Term:
    """The dates of a contract, local ones of its zone."""

    signed: date
    starts: date
    ends: date | None
    """The last day with all renewals, or none; of a contract that a party ended early, the day it did so."""
    agreed_ends: date | None
    """The last day as it was agreed, before any renewal."""
    zone: ZoneInfo
    not_renewed: date | None = None
    """The day on which a notice not to renew was given."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a clause adds to the month."""

    lines: tuple[Line, ...] = ()
    notices: tuple[Notice, ...] = ()
    rents: tuple[Rent, ...] = ()
    """What seats cost, for the credits that are measured by it."""
    credited: Mapping[str, Fraction] = field(default_factory=dict)
    """What a credit took off a seat's rent, by the seat, before rounding: a further one may take the rest."""
    facts: Facts | None = None
    """The facts as the later stages shall see them, where the clause changes what one counts as."""
    trails: tuple[Trail, ...] = ()
    tax: Tax | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a clause asks for ahead of a month."""

    lines: tuple[Line, ...]
    asked: date
    due: date


@dataclass(frozen=True, slots=True)
class Case:
    """A month of a contract, and what the clauses before have made of it."""

    term: Term
    month: Month
    span: Span
    """The part of the month that the contract, or this version of the clause, covers."""
    ended_on: date | None
    """The contract's last day, if it lies in this month with days of the month after it."""
    facts: Facts
    earlier: tuple[Issued, ...]
    """The bills of the contract before this one, in order of their making."""
    minor_unit: Decimal
    terms: tuple[Clause, ...] = ()
    """The clauses in force on the month's first day of the contract, for those that measure by another."""
    lines: tuple[Line, ...] = ()
    """Of the clauses before."""
    rents: tuple[Rent, ...] = ()

    @property
    def position(self) -> int:
        """Which line of the invoice the clause's first one will be."""
        return len(self.lines) + 1

    def active_seats(self) -> dict[str, list[SeatInterval]]:
        """Each seat's intervals that touch the span, in order of time; seats in order of their ids."""
        return self.active(self.facts.seats)

    def active(self, intervals: Iterable[H]) -> dict[str, list[H]]:
        """``active_seats`` for any leased things."""
        found: dict[str, list[H]] = {}
        starts, ends = self.span.starts, self.span.ends
        for interval in intervals:
            until = interval.ends
            if interval.starts < ends and (until is None or (until > starts and until > interval.starts)):
                found.setdefault(interval.seat, []).append(interval)
        in_time = attrgetter("starts", "id")
        return {seat: sorted(found[seat], key=in_time) for seat in sorted(found, key=_natural)}

    def clause(self, kind: type[C]) -> C | None:
        """The clause of this kind among the terms, if they have it."""
        return next((clause for clause in self.terms if isinstance(clause, kind)), None)

    def covers(self, day: date) -> bool:
        """Whether a local day lies in the span."""
        return day.toordinal() in self.month.days_of(self.span)


def _natural(name: str) -> tuple[int, str]:
    return len(name), name


class Clause(ABC):
    """A rule of a contract. Sub-classes are frozen dataclasses of parameters."""

    __slots__ = ()
    name: ClassVar[str]
    stage: ClassVar[Stage]
    applies: ClassVar[Applies] = Applies.MONTH
    counts: ClassVar[tuple[str, ...]] = ()
    """The kinds of facts that it is about, by their fields of ``Facts``."""

    def check(self, path: str) -> None:  # noqa: B027  (most have nothing to add)
        """Raise InvalidInput for what no schema can see, naming the place under ``path``."""

    def settle(self, case: Case) -> Settlement:
        """The clause's part of the month, settled after its end."""
        return Settlement()

    def ahead(self, case: Case) -> tuple[Ahead, ...]:
        """What it asks for ahead of the month, each with its day; nothing, for most."""
        return ()
