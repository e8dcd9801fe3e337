"""What a payment service does for Seatyard, whichever it is, and what it says in return.

Amounts are ours, in whole minor units; a service computes none. Every order may be given again after any
break: its ``Key`` makes it one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from seatyard.errors import SeatyardError, Unavailable


class Later(Unavailable):
    """Nobody knows whether it was done: the network, a limit, a fault of the service."""

    def __init__(self, message: str, *, fresh: bool = False) -> None:
        super().__init__(message)
        self.fresh = fresh
        """Whether the service would only say the same again to the same key."""


class Refused(SeatyardError):
    """The service will not do it so."""

    status = 502


class NotGenuine(SeatyardError):
    """A message that is not the service's, or not of this moment."""

    status = 400

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, where="signature")
        self.reason = reason
        """unsigned, altered, old or early."""


class Unfit(SeatyardError):
    """What the service tells of fits nothing here."""

    status = 409


@dataclass(frozen=True, slots=True)
class Key:
    """Makes an order one, however often it is given."""

    text: str
    round: int = 1
    again: bool = False
    """Whether it may have been carried out before: it is looked for first."""

    def of(self, step: str) -> str:
        return f"{self.text}-{step}-{self.round}"


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    customer: str
    number: str
    currency: str
    lines: tuple[tuple[str, int], ...]
    """What each is called, and its minor units; below zero it takes off."""
    due: int | None
    """The last second in which payment is in time (seconds since 1970); none where that is past."""
    memo: str

    @property
    def total(self) -> int:
        return sum(units for _, units in self.lines)


@dataclass(frozen=True, slots=True)
class CreditOrder:
    invoice: str
    """Its id at the service."""
    number: str
    units: int


@dataclass(frozen=True, slots=True)
class RefundOrder:
    payment: str
    """Its id at the service."""
    units: int


class State(StrEnum):
    """Of an invoice, in the order in which they may follow each other."""

    DRAFT = "draft"
    OPEN = "open"
    UNCOLLECTIBLE = "uncollectible"
    VOID = "void"
    PAID = "paid"


class Stand(StrEnum):
    """Of money that goes back."""

    ASKED = "asked"
    HELD = "held"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Return:
    """A refund or a dispute as it stands now."""

    id: str
    kind: str
    units: int
    currency: str
    stand: Stand
    at: datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came, as it stands now."""

    id: str
    units: int
    currency: str
    at: datetime
    returns: tuple[Return, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """An invoice as it stands now, with the payments on it."""

    id: str
    key: str
    """Whose it is: empty for one that was not sent from here."""
    number: str
    customer: str
    state: State
    currency: str
    total: int
    asked: int
    """Of the total, what the service asks the payer for."""
    url: str
    payments: tuple[Paid, ...] = ()


class Backend(Protocol):
    """Later, Refused: of every call."""

    name: str

    def customer(self, order: CustomerOrder, key: Key) -> str:
        """Its id; one however often it is asked for."""

    def invoice(self, order: InvoiceOrder, key: Key, id: str | None, made: Callable[[str], None]) -> Seen:
        """Finalised, with the order's number and amounts. ``made`` is told the id as soon as there is one;
        ``id`` is what it was told before."""

    def credit(self, order: CreditOrder, key: Key) -> str:
        """Its id."""

    def refund(self, order: RefundOrder, key: Key) -> str:
        """Its id."""

    def settled(self, id: str, key: Key) -> None:
        """Nothing is to be paid on the invoice any more: it was paid elsewhere."""

    def seen(self, id: str) -> Seen:
        """Unfit for an invoice that the service does not have."""

    def invoices_of(self, payment: str) -> list[str]:
        """The ids of the invoices that a payment was for."""
