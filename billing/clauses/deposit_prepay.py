"""Deposit and a month ahead, 001:A2 (押一付一): what is asked for before a month, and set off in it.

A month's rent is asked for by the seats that are leased on the day of asking, as the clause for
rent charges them if they stay; seats added after that day are asked for on theirs. What was asked
for is set off in the settlement of its month, once and whole, whatever the month came to: paying
ahead is only timing. The deposit goes back in the contract's last month, and with it what was asked
for months that the contract no longer covers. Nothing of this is taxed: the settled month is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import ClassVar

from seatyard.calendar import business_days_after, business_days_before

from ..engine import foreseen
from ..engine.clause import Ahead, Case, Clause, Settlement, Stage
from ..engine.facts import SeatInterval
from ..engine.formula import money, number, total
from ..engine.parameters import Whole, parameter
from ..engine.results import INVOICE, SEAT, Bill, Evidence, Line, Text, line
from ..engine.titles import seats_titled
from .renewal import Renewal, last_day
from .seat_rent import SeatRent

DEPOSIT, ADVANCE, APPLIED, REFUND = "deposit", "advance", "advance_applied", "deposit_refund"


@dataclass(frozen=True, slots=True)
class DepositPrepay(Clause):
    name: ClassVar[str] = "deposit_prepay"
    stage: ClassVar[Stage] = Stage.PREPAYMENT
    counts: ClassVar[tuple[str, ...]] = ("seats",)

    deposit_months: int = parameter(
        Whole(0, 24), "Months of rent of the first seats that are held as a deposit", default=1
    )
    due_before_activation: int = parameter(
        Whole(0, 60),
        "Business days before the contract's first day by which the first payment is due",
        default=3,
    )
    due_before_month: int = parameter(
        Whole(0, 60), "Business days before the 1st by which a later month's rent is due", default=3
    )
    asked_before_due: int = parameter(
        Whole(0, 60), "Business days before it is due on which a payment is asked for", default=5
    )
    added_due_after: int = parameter(
        Whole(0, 60),
        "Business days after seats are added within a month by which their rent is due",
        default=3,
    )

    def ahead(self, case: Case) -> tuple[Ahead, ...]:
        rent = case.clause(SeatRent)
        if rent is None:
            return ()
        asked, due = self._days(case)
        seats = foreseen.known(case, asked)
        first = self._deposit(seats, rent, case) if _is_first(case) else []
        bills = [Ahead((*first, *self._advance(seats, rent, case)), asked, due)]
        for day, added in foreseen.added(case, seats, asked).items():
            pays = business_days_after(day, self.added_due_after)
            bills.append(Ahead(tuple(self._advance(added, rent, case)), day, pays))
        return tuple(bill for bill in bills if any(line.amount for line in bill.lines))

    def _days(self, case: Case) -> tuple[date, date]:
        """When the month's rent is asked for and due; neither before the contract was signed.

        One signed on its first day or after it says nothing of what came before.
        """
        activation = business_days_before(case.term.starts, self.due_before_activation)
        month = business_days_before(case.month.first_day, self.due_before_month)
        due = activation if _is_first(case) else max(month, activation)
        asked = business_days_before(due, self.asked_before_due)
        if case.term.signed >= case.term.starts:
            return asked, due
        return max(asked, case.term.signed), max(due, case.term.signed)

    def _deposit(self, seats: list[SeatInterval], rent: SeatRent, case: Case) -> list[Line]:
        by_price: dict[tuple[str, Fraction], list[SeatInterval]] = {}
        for interval, one in foreseen.rents(seats, rent, case, _ends(case)):
            by_price.setdefault((one.type, one.monthly), []).append(interval)
        return [
            line(
                self.name,
                Text(f"押金（{seats_titled(type).zh}）", f"Deposit for {seats_titled(type).en}"),
                quantity=Fraction(len(some) * self.deposit_months),
                unit="seat_month",
                unit_price=price,
                formula=number(len(some), "seat") * number(self.deposit_months, "month") * money(price),
                evidence=[Evidence(SEAT, one.id, Decimal(self.deposit_months)) for one in some],
                minor_unit=case.minor_unit,
                item=DEPOSIT,
                taxed=False,
            )
            for (type, price), some in sorted(by_price.items())
            if self.deposit_months
        ]

    def _advance(self, seats: list[SeatInterval], rent: SeatRent, case: Case) -> list[Line]:
        by_price: dict[tuple[str, Fraction], list[SeatInterval]] = {}
        for interval, one in foreseen.rents(seats, rent, case, _ends(case)):
            by_price.setdefault((one.type, one.charged), []).append(interval)
        return [
            line(
                self.name,
                Text(
                    f"预付 {case.month.name} 租金（{seats_titled(type).zh}）",
                    f"Rent of {case.month.name} ahead, {seats_titled(type).en}",
                ),
                quantity=Fraction(len(some)),
                unit="seat_month",
                unit_price=price,
                formula=number(len(some), "seat") * money(price),
                evidence=[Evidence(SEAT, one.id, Decimal(1)) for one in some],
                minor_unit=case.minor_unit,
                item=ADVANCE,
                period=case.month.name,
                taxed=False,
            )
            for (type, price), some in sorted(by_price.items())
        ]

    def settle(self, case: Case) -> Settlement:
        last = case.term.ends is not None and case.term.ends <= case.month.last_day
        advances = self._asked(case, ADVANCE, APPLIED)
        lines = [
            self._set_off(case, period, asked, APPLIED)
            for period, asked in sorted(advances.items())
            if period <= case.month.name or last
        ]
        if last:
            lines += [
                self._set_off(case, "", asked, REFUND)
                for asked in self._asked(case, DEPOSIT, REFUND).values()
            ]
        return Settlement(tuple(lines))

    def _asked(self, case: Case, item: str, back: str) -> dict[str, list[Evidence]]:
        """The bills that asked for it, by the month that it is for, as far as it was not given back."""
        asked: dict[str, list[Evidence]] = {}
        given: dict[str, Decimal] = {}
        for issued in case.earlier:
            for period, amount in _amounts(issued.bill, self.name, item).items():
                if issued.of:
                    asked[period] = [_lowered(one, issued.of, -amount) for one in asked.get(period, ())]
                else:
                    asked.setdefault(period, []).append(Evidence(INVOICE, issued.id, amount))
            for period, amount in _amounts(issued.bill, self.name, back).items():
                given[period] = given.get(period, Decimal(0)) - amount
        left = {period: _left(bills, given.get(period, Decimal(0))) for period, bills in asked.items()}
        return {period: bills for period, bills in left.items() if bills}

    def _set_off(self, case: Case, period: str, asked: list[Evidence], item: str) -> Line:
        amount = total(money(one.quantity) for one in asked)
        said = {
            APPLIED: Text(f"抵扣预付的 {period} 租金", f"Rent of {period} that was asked for ahead"),
            REFUND: Text("退还押金", "Deposit given back"),
        }
        return line(
            self.name,
            said[item],
            quantity=Fraction(1),
            unit="amount",
            unit_price=-amount.value,
            formula=-amount,
            evidence=asked,
            minor_unit=case.minor_unit,
            item=item,
            period=period,
            taxed=False,
        )


def _ends(case: Case) -> date | None:
    """The last day as it is known ahead, with renewals: that a party will end the contract is not."""
    agreed = case.term.agreed_ends
    return last_day(agreed, case.clause(Renewal), case.term.not_renewed) if agreed else None


def _is_first(case: Case) -> bool:
    return case.month.first_day <= case.term.starts


def _amounts(bill: Bill, clause: str, item: str) -> dict[str, Decimal]:
    """What a bill's lines of this sort come to, by the month that they are for."""
    found: dict[str, Decimal] = {}
    for one in bill.lines:
        if (one.clause, one.item) == (clause, item):
            found[one.period] = found.get(one.period, Decimal(0)) + one.amount
    return found


def _lowered(one: Evidence, bill: str, by: Decimal) -> Evidence:
    """What a bill asked for, less what a credit note took back of it."""
    return replace(one, quantity=one.quantity - by) if one.subject == bill else one


def _left(bills: list[Evidence], given: Decimal) -> list[Evidence]:
    """The bills after those that were given back: each was, whole, in its turn."""
    sums = accumulate(one.quantity for one in bills)
    return [one for one, sum in zip(bills, sums, strict=True) if sum > given and one.quantity]
