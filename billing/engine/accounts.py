"""What was paid on each bill, and so what of it was outstanding on which day.

A payment goes to the bills of the month that it names, else to those that are open, the oldest due
first; what is left over goes on to the next, and waits where there is none yet. A bill below zero
is a credit: it pays others from the day on which it was made. Within a bill the principal is paid
before its late fees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from .facts import Payment
from .month import Month
from .penalties import Pauses, running
from .results import INVOICE, PAYMENT, Bill, Issued, Kind

LATE_FEE = "late_fee"
"""The clause whose lines are no principal."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment, or of a bill below zero, went to a bill."""

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
    parts: tuple[Part, ...]

    @property
    def principal(self) -> Decimal:
        fees = sum((line.amount for line in self.bill.lines if line.clause == LATE_FEE), Decimal(0))
        return max(self.bill.total - fees, 0 * fees)

    @property
    def late_from(self) -> date:
        """The day after which it is late."""
        return max(self.bill.due, self.made)

    def paid(self, before: date) -> Decimal:
        return sum((part.amount for part in self.parts if part.on < before), Decimal(0))

    @property
    def left(self) -> Decimal:
        """What of it is still unpaid, after all payments."""
        return self.bill.total - sum((part.amount for part in self.parts), Decimal(0))

    def outstanding(self, on: date) -> Decimal:
        """What of the bill was unpaid as the day began."""
        return self.bill.total - self.paid(on)

    def owed(self, on: date) -> Decimal:
        """What of its principal was unpaid as the day began: a payment lowers it from the day after."""
        return max(self.principal - self.paid(on), Decimal(0))

    def late(self, days: range, pauses: Pauses) -> list[tuple[Decimal, int]]:
        """Of the days (ordinals): what was outstanding of the principal, for how many of them in a row."""
        first = max(days.start, self.late_from.toordinal() + 1)
        owed = (self.owed(day) for day in running(range(first, days.stop), pauses))
        return [(amount, len(list(same))) for amount, same in groupby(owed) if amount > 0]


def accounts(bills: Iterable[Issued], payments: Iterable[Payment], zone: ZoneInfo) -> tuple[Account, ...]:
    """The bills above zero in order of their due days, with what was paid on each."""
    ledger = _Ledger(zone)
    events: list[tuple[date, int, Issued | Payment]] = [(made_on(one.bill, zone), 0, one) for one in bills]
    events += [(one.on, 1, one) for one in sorted(payments, key=_order)]
    for day, _, event in sorted(events, key=lambda one: one[:2]):
        if isinstance(event, Payment):
            ledger.pay(_Credit(PAYMENT, event.id, event.period, event.amount), day)
        else:
            ledger.issue(event, day)
    return tuple(sorted(ledger.open, key=lambda one: (one.bill.due, one.made)))


def made_on(bill: Bill, zone: ZoneInfo) -> date:
    """The day on which a bill is made: a prepayment's when it is asked for, a month's after its end."""
    if bill.kind is Kind.PREPAYMENT and bill.asked is not None:
        return bill.asked
    return Month.parse(bill.period, zone).last_day + timedelta(days=1)


@dataclass(slots=True)
class _Credit:
    """Money that has not found its bill yet."""

    kind: str
    id: str
    period: str
    left: Decimal


@dataclass(slots=True)
class _Ledger:
    """The bills made so far, and the money that waits for one."""

    zone: ZoneInfo
    open: list[Account] = field(default_factory=list)
    waiting: list[_Credit] = field(default_factory=list)

    def issue(self, issued: Issued, day: date) -> None:
        if issued.bill.total < 0:
            self.pay(_Credit(INVOICE, issued.id, "", -issued.bill.total), day)
            return
        self.open.append(Account(issued.id, issued.bill, day, ()))
        credits, self.waiting = self.waiting, []
        for credit in sorted(credits, key=lambda one: one.period != issued.bill.period):
            self.pay(credit, day)

    def pay(self, credit: _Credit, day: date) -> None:
        named = [one for one in self.open if one.bill.period == credit.period]
        if not credit.period or named:
            others = [one for one in self.open if one.bill.period != credit.period]
            for account in [*sorted(named, key=_due), *sorted(others, key=_due)]:
                self._settle(account, credit, day)
        if credit.left:
            self.waiting.append(credit)

    def _settle(self, account: Account, credit: _Credit, day: date) -> None:
        amount = min(credit.left, account.left)
        if amount > 0:
            credit.left -= amount
            paid = replace(account, parts=(*account.parts, Part(credit.kind, credit.id, day, amount)))
            self.open[self.open.index(account)] = paid


def _due(account: Account) -> tuple[date, date]:
    return account.bill.due, account.made


def _order(payment: Payment) -> tuple[date, bool, str, Decimal, int, str]:
    """Of one day those that name a month come first, so that the order of telling decides nothing."""
    return payment.on, not payment.period, payment.period, payment.amount, len(payment.id), payment.id
