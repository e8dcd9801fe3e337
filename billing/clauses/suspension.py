"""Suspension for arrears, 001:A7: when the operator may stop the service, and tells so ahead.

A bill is waited for ``days`` past its due date; on the day after, with principal of it still
outstanding, the service may stop. Days of force majeure do not count. Stopping refuses calls and
touches nothing else, emergency numbers stay reachable, and payment restores it at once: that is
the switch's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from ..engine.accounts import MONEY, Account, accounts
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.parameters import Whole, YesNo, parameter
from ..engine.penalties import Pauses, day_past, pauses, penalty_days
from ..engine.results import Notice, Text


@dataclass(frozen=True, slots=True)
class Suspension(Clause):
    name: ClassVar[str] = "suspension"
    stage: ClassVar[Stage] = Stage.PENALTIES
    counts: ClassVar[tuple[str, ...]] = MONEY

    days: int = parameter(Whole(0, 3650), "Days past the due date that are waited out", default=15)
    notice_days: int = parameter(
        Whole(0, 365), "Days before the suspension on which the tenant is told of it", default=3
    )
    automatic: bool = parameter(
        YesNo(), "Whether service stops by itself, or an operator decides", default=False
    )

    def suspended_on(self, account: Account, away: Pauses) -> date | None:
        """The day from which the service may stop, if the bill stays unpaid until then."""
        return day_past(account.late_from, self.days, away)

    def told_on(self, account: Account, away: Pauses) -> date | None:
        """The day on which the tenant is told of it."""
        on = self.suspended_on(account, away)
        return on - timedelta(days=self.notice_days) if on else None

    def settle(self, case: Case) -> Settlement:
        """The month's notices, about bills that were unpaid on their day."""
        if case.facts.as_of is None:
            return Settlement()
        days = penalty_days(case, after_end=True)
        known = range(days.start, min(days.stop, case.facts.as_of.toordinal() + 1))
        away = pauses(case.terms, case.facts.outages, case.term.zone)
        found = []
        for account in accounts(case.earlier, case.facts.payments, case.facts.adjustments):
            stops = self.suspended_on(account, away)
            told = self.told_on(account, away)
            kind = "suspension" if self.automatic else "may_suspend"
            for day, what in ((told, "suspension_notice"), (stops, kind)):
                if day and stops and day.toordinal() in known and account.owed(day) > 0:
                    found.append(Notice(what, self.name, _TEXTS[what](account, stops), account.id, day))
        return Settlement(notices=tuple(found))


def _notice(account: Account, stops: date) -> Text:
    return Text(
        f"{account.title.zh}逾期未付，自 {stops} 起将暂停服务",
        f"The {account.title.en} is overdue: service may stop from {stops}",
    )


def _right(account: Account, stops: date) -> Text:
    return Text(
        f"{account.title.zh}逾期未付，自 {stops} 起有权暂停服务",
        f"The {account.title.en} is overdue: the operator may stop the service from {stops}",
    )


def _stop(account: Account, stops: date) -> Text:
    return Text(
        f"{account.title.zh}逾期未付，自 {stops} 起暂停服务，付款后立即恢复",
        f"The {account.title.en} is overdue: service stops from {stops} until it is paid",
    )


_TEXTS = {"suspension_notice": _notice, "may_suspend": _right, "suspension": _stop}
