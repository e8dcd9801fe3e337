"""What happened, as the clauses see it. The database and a case file both end up here.

Every fact has an ``id``, which evidence names it by; days are local ones of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from .spans import FOREVER, Span

PROVIDER, PLANNED, FORCE_MAJEURE = "provider", "planned", "force_majeure"
OVERTIME, TRAINING = "overtime", "training"
CAUSES = (PROVIDER, PLANNED, FORCE_MAJEURE, "tenant", "terminal", "third_party")
"""Of an outage. Only the provider's own count as faults."""


class Held(Protocol):
    """Something of a type that a seat, a line or a person was from one instant to another."""

    @property
    def id(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime | None: ...
    @property
    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class SeatInterval:
    """A seat leased at one type from one instant to another; likewise a line, or a person in a role."""

    id: str
    """Of this interval: what a line's evidence names."""
    seat: str
    """Of the seat, the same for all its intervals."""
    type: str
    starts: datetime
    ends: datetime | None
    """None while it is leased."""

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends or FOREVER)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A time in which a seat was signed in."""

    id: str
    seat: str
    type: str
    starts: datetime
    ends: datetime | None

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends or FOREVER)


@dataclass(frozen=True, slots=True)
class Call:
    """An answered crossing to a carrier: a conversation by its first one, or a further leg of it."""

    id: str
    """Of the conversation."""
    direction: str
    """A row of the direction table: ``inbound``, ``outbound`` or another of ``seatyard.leg_kinds``."""
    dialled: str
    """The number that was dialled, in E.164 where it is a public one."""
    starts: datetime
    billusec: int
    """Talk time in microseconds."""
    answered: datetime | None = None
    """When talk began, if it is known; else the start is taken for it."""
    leg: str = ""
    """Of a further crossing: its uuid."""

    @property
    def key(self) -> tuple[datetime, str, str]:
        """The order of calls."""
        return self.starts, self.id, self.leg

    @property
    def talks(self) -> datetime:
        """When talk began."""
        return self.answered or self.starts


LONGEST_CALL = timedelta(days=31)
"""What a month's facts look back for calls that began before it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which seats could not work."""

    id: str
    starts: datetime
    ends: datetime | None
    """None while it lasts."""
    cause: str
    """One of ``CAUSES``."""
    seats: frozenset[str] | None = None
    """The seats that it befell; None is all of them."""
    announced: bool = True
    """Of planned work: whether the tenant was told before it began."""

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends or FOREVER)


@dataclass(frozen=True, slots=True)
class Activation:
    """Seats that were to work from a day on, and the day from which they did."""

    id: str
    seats: int
    type: str
    due: date
    actual: date | None
    """None while they do not."""


@dataclass(frozen=True, slots=True)
class OneOff:
    """Something done once: an installation, a day of training."""

    id: str
    on: date
    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Milestone:
    """An event that the contract counts days from: ``delivery``, ``acceptance``."""

    id: str
    on: date
    event: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours that people worked beside their month: ``overtime`` or ``training``."""

    id: str
    on: date
    role: str
    hours: Decimal
    kind: str
    """``OVERTIME`` or ``TRAINING``."""
    passed: bool = True
    """Of training: whether it was passed."""


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """A key figure as measured over a month."""

    id: str
    period: str
    figure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that the project brought in."""

    id: str
    on: date
    amount: Decimal
    """Less than 0 where it was paid back."""


@dataclass(frozen=True, slots=True)
class Items:
    """Pieces of work handled: orders, tickets."""

    id: str
    on: date
    item: str
    count: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received from the tenant."""

    id: str
    on: date
    amount: Decimal
    period: str
    """The month whose invoice it pays; empty is the oldest that is open."""
    bill: str = ""
    """The id of the bill that it pays before any other; empty is none."""


class AdjustmentKind(StrEnum):
    REFUND = "refund"
    """Money that goes back to the tenant, of a payment or of a bill below zero that paid nothing else."""
    WRITE_OFF = "write_off"
    """What of a bill nobody expects any more."""
    RECOVERY = "recovery"
    """What of a write-off is expected after all."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What takes from money that came, or from a bill that is open, by the operator's word."""

    id: str
    on: date
    amount: Decimal
    kind: AdjustmentKind
    of: str
    """The id of what it takes from: a payment or a bill, a bill, a write-off."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The contract ended before its time by a party's act."""

    id: str
    on: date
    cause: str
    """One of ``ENDINGS``."""


ENDINGS = ("arrears", "tenant_left", "operator_left", "late_activation")
"""Why a contract ended early: ended by the operator for arrears; a party walked away; ended by the
tenant because seats came too late."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the clauses of a contract may ask about."""

    seats: tuple[SeatInterval, ...] = ()
    calls: Iterable[Call] = ()
    """Can be walked through again and again; in order of their start, then of their id, then of the leg. For
    a month: those that started in it, and those from before that touch it."""
    outages: tuple[Outage, ...] = ()
    lines: tuple[SeatInterval, ...] = ()
    """Leased lines, by their type."""
    staff: tuple[SeatInterval, ...] = ()
    """People, by their role."""
    sign_ins: tuple[SignIn, ...] = ()
    unheard: tuple[SignIn, ...] = ()
    """Times of which nobody knows whether the seat was signed in (``engine.unheard``)."""
    activations: tuple[Activation, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    hours: tuple[Hours, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    items: tuple[Items, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Adjustment, ...] = ()
    write_offs: tuple[Adjustment, ...] = ()
    recoveries: tuple[Adjustment, ...] = ()
    endings: tuple[Ending, ...] = ()
    as_of: date | None = None
    """The day up to which it is known what was paid; None takes every bill as paid in time."""

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """What was done to payments and open bills by the operator's word."""
        return self.refunds + self.write_offs + self.recoveries


def in_order(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Calls as ``Facts`` wants them."""
    return tuple(sorted(calls, key=lambda call: call.key))
