"""What was paid on each bill, and so what of it was outstanding on which day.

A payment goes to the bills of the month that it names, else to those that are open, the oldest due
first; what is left over goes on to the next, and waits where there is none yet. A bill below zero
is a credit: it pays others from the day on which it was made. A credit note pays the bill that it takes
back from before any other. Within a bill the principal is paid before its late fees.

What is refunded of a payment never pays a bill, and what is written off of a bill takes no payment until it
is recovered, whatever the order of their days: both are looked at before they are taken down
(``billing/recorded/money.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from seatyard.months import months_after

from .facts import Adjustment, AdjustmentKind, Payment
from .penalties import Pauses, running
from .results import CREDIT_NOTE, INVOICE, PAYMENT, RECOVERY, WRITE_OFF, Bill, Issued, Kind, Text

LATE_FEE = "late_fee"
"""The clause whose lines are no principal."""


MONEY = ("payments", "refunds", "write_offs", "recoveries")
"""The kinds of facts that accounts are kept by."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment, a credit note, or a bill below zero went to a bill; or was written off of it."""

    kind: str
    id: str
    on: date
    """When it counted: not before the bill was made."""
    amount: Decimal
    """Below zero of a recovery: the bill is open again by it."""


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
        if self.bill.kind is Kind.CORRECTION:
            return Text(f"{self.bill.period} 更正账单", f"correction of {self.bill.period}")
        return Text(f"{self.bill.period} 账单", f"invoice of {self.bill.period}")

    @property
    def late_from(self) -> date:
        """The day after which it is late."""
        return max(self.bill.due, self.made)

    @property
    def left(self) -> Decimal:
        """What of it is still unpaid, after all payments."""
        return self.bill.total - sum((part.amount for part in self.parts), Decimal(0))

    @property
    def written_off(self) -> Decimal:
        """Of the total, less what was recovered."""
        off = (part.amount for part in self.parts if part.kind in (WRITE_OFF, RECOVERY))
        return sum(off, Decimal(0))

    def outstanding(self, on: date) -> Decimal:
        """What of the bill was unpaid as the day began."""
        return max(self.bill.total - self._paid(on), Decimal(0))

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


@dataclass(frozen=True, slots=True)
class Settled:
    """What all money came to."""

    accounts: tuple[Account, ...]
    """In order of their due days."""
    unused: dict[str, Decimal]
    """What is left of payments and of bills below zero, by their ids: it waits for the next bills."""


def accounts(
    bills: Iterable[Issued], payments: Iterable[Payment], adjustments: Iterable[Adjustment] = ()
) -> tuple[Account, ...]:
    """The bills above zero in order of their due days, with what was paid on each."""
    return settled(bills, payments, adjustments).accounts


def settled(
    bills: Iterable[Issued], payments: Iterable[Payment], adjustments: Iterable[Adjustment] = ()
) -> Settled:
    """``accounts``, and the money that found no bill."""
    ledger = _Ledger(tuple(adjustments))
    events: list[tuple[date, int, Issued | Payment | Adjustment]]
    events = [(made_on(one.bill), 0, one) for one in bills]
    events += [(one.on, 1, one) for one in ledger.recoveries]
    events += [(one.on, 2, one) for one in sorted(payments, key=_order)]
    for day, _, event in sorted(events, key=lambda one: one[:2]):
        if isinstance(event, Adjustment):
            ledger.reopen(event, day)
        elif isinstance(event, Payment):
            left = event.amount - ledger.refunded(event.id)
            ledger.pay(_Credit(PAYMENT, event.id, event.period, left, event.bill), day)
        else:
            ledger.issue(event, day)
    made = sorted([*ledger.open, *ledger.paid], key=_due)
    return Settled(tuple(made), {one.id: one.left for one in ledger.waiting})


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

    adjusted: tuple[Adjustment, ...] = ()
    open: list[Account] = field(default_factory=list)
    paid: list[Account] = field(default_factory=list)
    waiting: list[_Credit] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    """The months that have a bill."""

    @property
    def recoveries(self) -> Sequence[Adjustment]:
        return [one for one in self.adjusted if one.kind is AdjustmentKind.RECOVERY]

    def refunded(self, id: str) -> Decimal:
        return sum((one.amount for one in self._of(id, AdjustmentKind.REFUND)), Decimal(0))

    def reopen(self, recovery: Adjustment, day: date) -> None:
        """Its bill is open again by what is recovered, and takes the money that waits."""
        ids = {one.of for one in self.adjusted if one.id == recovery.of}
        for account in [one for one in (*self.open, *self.paid) if one.id in ids]:
            (self.open if account in self.open else self.paid).remove(account)
            back = Part(RECOVERY, recovery.id, day, -recovery.amount)
            self.open.append(replace(account, parts=(*account.parts, back)))
            self._spend(day)

    def issue(self, issued: Issued, day: date) -> None:
        if issued.bill.total < 0:
            kind, left = CREDIT_NOTE if issued.of else INVOICE, -issued.bill.total - self.refunded(issued.id)
            self.pay(_Credit(kind, issued.id, "", left, issued.of), day)
            return
        account = Account(issued.id, issued.bill, day, _principal(issued.bill), self._off(issued.id))
        (self.open if account.left else self.paid).append(account)
        self.made.add(issued.bill.period)
        self._spend(day, issued.bill.period)

    def pay(self, credit: _Credit, day: date) -> None:
        if not credit.period or credit.period in self.made:
            for account in sorted(self.open, key=credit.order):
                self._settle(account, credit, day)
        if credit.left:
            self.waiting.append(credit)

    def _spend(self, day: date, period: str = "") -> None:
        """Money that waits goes to what is open now, that for the month first."""
        credits, self.waiting = self.waiting, []
        for credit in sorted(credits, key=lambda one: one.period != period):
            self.pay(credit, day)

    def _settle(self, account: Account, credit: _Credit, day: date) -> None:
        amount = min(credit.left, account.left)
        if not amount:
            return
        credit.left -= amount
        after = replace(account, parts=(*account.parts, Part(credit.kind, credit.id, day, amount)))
        self.open.remove(account)
        (self.open if after.left else self.paid).append(after)

    def _off(self, bill: str) -> tuple[Part, ...]:
        """What was written off of the bill."""
        offs = self._of(bill, AdjustmentKind.WRITE_OFF)
        return tuple(Part(WRITE_OFF, one.id, one.on, one.amount) for one in offs)

    def _of(self, id: str, kind: AdjustmentKind) -> Sequence[Adjustment]:
        return [one for one in self.adjusted if one.of == id and one.kind is kind]


def _principal(bill: Bill) -> Decimal:
    fees = sum((line.amount for line in bill.lines if line.clause == LATE_FEE), Decimal(0))
    return max(bill.total - fees, Decimal(0))


def _due(account: Account) -> tuple[date, date]:
    return account.bill.due, account.made


def _order(payment: Payment) -> tuple[date, bool, str, Decimal, int, str]:
    """Of one day those that name a month come first, so that the order of telling decides nothing."""
    return payment.on, not payment.period, payment.period, payment.amount, len(payment.id), payment.id
