"""Renewal: how long a contract goes on after its agreed last day, 002 第六条之二.

The term renews for ``months``, as often as ``times`` allows, unless a party says in time that it does
not renew. A notice that comes too late ends the contract one renewal later.
**Reading**: one month before a last day of 28 February is 28 January, the last day for the notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import ClassVar

from seatyard.months import months_after

from ..engine.clause import Case, Clause, Settlement, Stage, Term
from ..engine.parameters import CalendarTime, Times, Whole, parameter
from ..engine.periods import Period, Unit
from ..engine.results import Notice, Text

NEVER = 9000
"""The year from which on a contract is taken to run without end."""


@dataclass(frozen=True, slots=True)
class Renewal(Clause):
    name: ClassVar[str] = "renewal"
    stage: ClassVar[Stage] = Stage.FACTS

    months: int = parameter(Whole(1, 120), "Months that each renewal adds", default=12)
    times: int | None = parameter(Times(), "How often it renews", default=None)
    notice: Period = parameter(
        CalendarTime(),
        "How long before the last day a notice not to renew must be given",
        default=Period(1, Unit.MONTH),
    )

    def settle(self, case: Case) -> Settlement:
        """No money: what became of the term in this month."""
        agreed, given = case.term.agreed_ends, case.term.not_renewed
        if agreed is None:
            return Settlement()
        ends = last_day(agreed, self, given)
        notices = [
            self._renewed(day, following)
            for day, following in _steps(agreed, self)
            if case.covers(day) and (ends is None or day < ends)
        ]
        if given is None and ends is not None and case.covers(self.notice.before(ends)):
            notices.append(self._last(ends))
        if given is not None and ends is not None and case.covers(given):
            notices.append(self._answered(case.term, given, ends))
        return Settlement(notices=tuple(notices))

    def _renewed(self, day: date, until: date) -> Notice:
        text = Text(f"合同自动续展至 {until}", f"The contract renews by itself, to {until}")
        return Notice("renewed", self.name, text, on=day + timedelta(days=1))

    def _last(self, ends: date) -> Notice:
        """001:A8: what renews no more is signed anew, this long ahead."""
        text = Text(
            f"合同至 {ends} 期满，不再自动续展，应于此日前续签",
            f"The contract ends on {ends} and renews no more by itself: a new agreement is due by this day",
        )
        return Notice("new_agreement_due", self.name, text, on=self.notice.before(ends))

    def _answered(self, term: Term, given: date, ends: date) -> Notice:
        """What a notice not to renew comes to."""
        assert term.agreed_ends is not None, "a contract without a last day has nothing to renew"
        missed = next((day for day in _last_days(term.agreed_ends, self) if given <= day), ends)
        if missed == ends:
            text = Text(f"不再续展，合同至 {ends} 终止", f"Not renewed: the contract ends on {ends}")
            return Notice("not_renewed", self.name, text, on=given)
        latest = self.notice.before(missed)
        text = Text(
            f"不续展通知应在 {latest} 前（含当日）提出，已逾期；合同再续展一次，至 {ends} 终止",
            f"The notice not to renew was due by {latest} and came late: "
            f"the contract renews once more and ends on {ends}",
        )
        return Notice("notice_too_late", self.name, text, on=given)


def last_day(agreed: date, renewal: Renewal | None, not_renewed: date | None) -> date | None:
    """The last local day that a contract runs to; None if it renews without end.

    ``agreed`` is the last day that was agreed, ``renewal`` the clause in force on it,
    ``not_renewed`` the day on which a notice not to renew was given.
    """
    if renewal is None:
        return agreed
    if renewal.times is None and not_renewed is None:
        return None
    last = agreed
    for last in _last_days(agreed, renewal):
        if not_renewed is not None and not_renewed <= renewal.notice.before(last):
            return last
    return last if last.year < NEVER else None


def running_term(day: date, term: Term, renewal: Renewal | None) -> tuple[date, date | None]:
    """The first and the last day of the term, the agreed one or a renewal, that a day lies in."""
    if term.agreed_ends is None:
        return term.starts, None
    starts, last = term.starts, term.agreed_ends
    for last in _last_days(term.agreed_ends, renewal) if renewal else [term.agreed_ends]:
        if day <= last:
            break
        starts = last + timedelta(days=1)
    return starts, last


def _last_days(agreed: date, renewal: Renewal) -> Iterator[date]:
    """The agreed last day, and that of each renewal that may follow."""
    if agreed.year >= NEVER:
        yield agreed
        return
    first_after = agreed + timedelta(days=1)
    for number in count() if renewal.times is None else range(renewal.times + 1):
        last = months_after(first_after, number * renewal.months) - timedelta(days=1)
        yield last
        if last.year >= NEVER:
            return


def _steps(agreed: date, renewal: Renewal) -> Iterator[tuple[date, date]]:
    """Each last day with the one that a renewal puts in its place."""
    days = _last_days(agreed, renewal)
    before = next(days)
    for day in days:
        yield before, day
        before = day
