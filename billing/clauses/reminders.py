"""Reminders of a bill: when the tenant is asked for it, before its due date and after.

No contract of the seeds says when the operator writes: all of it is the operator's custom, and a parameter.
Days of force majeure put the reminders after the due date off, as they do all that arrears lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from seatyard.calendar import business_days_after, business_days_before, is_business_day

from ..engine.accounts import Account
from ..engine.clause import Clause, Stage
from ..engine.parameters import Whole, YesNo, parameter
from ..engine.penalties import Pauses, day_past


@dataclass(frozen=True, slots=True)
class Reminders(Clause):
    """No money: what dunning (``billing.dunning``) writes by."""

    name: ClassVar[str] = "reminders"
    stage: ClassVar[Stage] = Stage.PENALTIES
    counts: ClassVar[tuple[str, ...]] = ("payments",)

    before: int = parameter(
        Whole(0, 60), "Days before the due date on which a bill is pointed out; 0 for not at all", default=3
    )
    first: int = parameter(Whole(1, 365), "Days past the due date of the first reminder", default=1)
    every: int = parameter(Whole(1, 365), "Days from one reminder to the next", default=7)
    most: int = parameter(Whole(0, 50), "Reminders of a bill after its due date, at most", default=2)
    business_days: bool = parameter(
        YesNo(), "Whether they go out on business days only, the next one after their day", default=True
    )

    def pointed_out_on(self, account: Account) -> date | None:
        """Before the due date; on business days not after the day that is meant."""
        if not self.before:
            return None
        day = account.bill.due - timedelta(days=self.before)
        return business_days_before(day, 1) if self.business_days and not is_business_day(day) else day

    def reminded_on(self, number: int, account: Account, away: Pauses) -> date | None:
        """The day of the reminder of this number, from 1; None while force majeure lasts open-ended."""
        day = day_past(account.late_from, self.first - 1 + (number - 1) * self.every, away)
        if day is None or not self.business_days or is_business_day(day):
            return day
        return business_days_after(day, 1)
