"""What was paid on each bill, and so what of it was outstanding on which day.

A payment goes to the bills of the month that it names, else to those that are open, the oldest due
first; what is left over goes on to the next, and waits where there is none yet. A bill below zero
is a credit: it pays others from the day on which it was made. A credit note pays the bill that it takes
back from before any other. Within a bill the principal is paid before its late fees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from seatyard.months import months_after

from .facts import Payment
from .penalties import Pauses, running
from .results import CREDIT_NOTE, INVOICE, PAYMENT, Bill, Issued, Kind, Text

LATE_FEE = "late_fee"
"""The clause whose lines are no principal."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment, a credit note, or a bill below zero went to a bill."""

    kind: str
    id: str
    on: date
    """When it counted: not before the bill was made."""
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """A bill above zero, and what was paid on it."""

    id: str
    bill: Bill
    made: date
    principal: Decimal
    """Of its total, what is no late fee."""
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> Text:
        """What the bill is called within a sentence."""
        if self.bill.kind is Kind.PREPAYMENT:
            return Text(f"{self.bill.period} 预付款", f"prepayment of {self.bill.period}")
        return Text(f"{self.bill.period} 账单", f"invoice of {self.bill.period}")

    @property
    def late_from(self) -> date:
        """The day after which it is late."""
        return max(self.bill.due, self.made)

    @property
    def left(self) -> Decimal:
        """What of it is still unpaid, after all payments."""
        return self.bill.total - sum((part.amount for part in self.parts), Decimal(0))

    def outstanding(self, on: date) -> Decimal:
        """What of the bill was unpaid as the day began."""
        return self.bill.total - self._paid(on)

    def owed(self, on: date) -> Decimal:
        """What of its principal was unpaid as the day began: a payment lowers it from the day after."""
        return max(self.principal - self._paid(on), Decimal(0))

    def late(self, days: range, pauses: Pauses) -> list[tuple[Decimal, int]]:
        """Of the days (ordinals): what was outstanding of the principal, and on how many of them."""
        first = max(days.start, self.late_from.toordinal() + 1)
        lowered = {part.on.toordinal() + 1 for part in self.parts}
        cuts = sorted({first, days.stop, *(day for day in lowered if first < day < days.stop)})
        parts = [
            (self.owed(date.fromordinal(starts)), running(range(starts, stops), pauses))
            for starts, stops in pairwise(cuts)
            if first < days.stop
        ]
        return [(owed, count) for owed, count in parts if owed and count]

    def _paid(self, before: date) -> Decimal:
        return sum((part.amount for part in self.parts if part.on < before), Decimal(0))


def accounts(bills: Iterable[Issued], payments: Iterable[Payment]) -> tuple[Account, ...]:
    """The bills above zero in order of their due days, with what was paid on each."""
    ledger = _Ledger()
    events: list[tuple[date, int, Issued | Payment]] = [(made_on(one.bill), 0, one) for one in bills]
    events += [(one.on, 1, one) for one in sorted(payments, key=_order)]
    for day, _, event in sorted(events, key=lambda one: one[:2]):
        if isinstance(event, Payment):
            ledger.pay(_Credit(PAYMENT, event.id, event.period, event.amount), day)
        else:
            ledger.issue(event, day)
    return tuple(sorted([*ledger.open, *ledger.paid], key=_due))


def made_on(bill: Bill) -> date:
    """The day on which a bill is made: a month's after its end, any other when it is asked for or given."""
    if bill.kind is not Kind.SETTLEMENT and bill.asked is not None:
        return bill.asked
    return months_after(date.fromisoformat(f"{bill.period}-01"), 1)


@dataclass(slots=True)
class _Credit:
    """Money that has not found its bill yet."""

    kind: str
    id: str
    period: str
    left: Decimal
    of: str = ""
    """The bill that it goes to first."""

    def order(self, account: Account) -> tuple[bool, bool, date, date]:
        """Which of the open bills it goes to first."""
        return account.id != self.of, account.bill.period != self.period, *_due(account)


@dataclass(slots=True)
class _Ledger:
    """The bills made so far, and the money that waits for one."""

    open: list[Account] = field(default_factory=list)
    paid: list[Account] = field(default_factory=list)
    waiting: list[_Credit] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    """The months that have a bill."""

    def issue(self, issued: Issued, day: date) -> None:
        if issued.bill.total < 0:
            kind = CREDIT_NOTE if issued.of else INVOICE
            self.pay(_Credit(kind, issued.id, "", -issued.bill.total, issued.of), day)
            return
        self.open.append(Account(issued.id, issued.bill, day, _principal(issued.bill)))
        self.made.add(issued.bill.period)
        credits, self.waiting = self.waiting, []
        for credit in sorted(credits, key=lambda one: one.period != issued.bill.period):
            self.pay(credit, day)

    def pay(self, credit: _Credit, day: date) -> None:
        if not credit.period or credit.period in self.made:
            for account in sorted(self.open, key=credit.order):
                self._settle(account, credit, day)
        if credit.left:
            self.waiting.append(credit)

    def _settle(self, account: Account, credit: _Credit, day: date) -> None:
        amount = min(credit.left, account.left)
        if not amount:
            return
        credit.left -= amount
        after = replace(account, parts=(*account.parts, Part(credit.kind, credit.id, day, amount)))
        self.open.remove(account)
        (self.open if after.left else self.paid).append(after)


def _principal(bill: Bill) -> Decimal:
    fees = sum((line.amount for line in bill.lines if line.clause == LATE_FEE), Decimal(0))
    return max(bill.total - fees, Decimal(0))


def _due(account: Account) -> tuple[date, date]:
    return account.bill.due, account.made


def _order(payment: Payment) -> tuple[date, bool, str, Decimal, int, str]:
    """Of one day those that name a month come first, so that the order of telling decides nothing."""
    return payment.on, not payment.period, payment.period, payment.amount, len(payment.id), payment.id
