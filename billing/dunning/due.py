"""Which steps are due on a day, and which are to come, from the clauses, the bills and the past. Pure.

Whatever days were missed, nobody is told twice at once (of the reminders that are due the last one goes out),
and no service stops before the tenant was told of it ``notice_days`` ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..clauses.reminders import Reminders
from ..clauses.suspension import Suspension
from ..clauses.termination import Termination
from ..engine.accounts import Account
from ..engine.penalties import Pauses
from .history import History, Kind


@dataclass(frozen=True, slots=True)
class Terms:
    """The clauses in force, those that there are."""

    reminders: Reminders | None = None
    suspension: Suspension | None = None
    termination: Termination | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something due, or to come if nothing is paid."""

    on: date
    """The day from which it is due."""
    kind: Kind
    bill: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """A contract as a day goes on."""

    terms: Terms
    accounts: Sequence[Account]
    history: History
    today: date
    away: Pauses = ()
    told: Mapping[int, date] = field(default_factory=dict)
    """By a notice's id: the local day on which its e-mail left. One that reached nobody stops nothing."""


def due(now: Situation) -> list[Step]:
    """What is to be done today, in the order of doing it; once it is in the history, nothing."""
    steps = list(paid(now))
    if now.history.held_on(now.today):
        return steps
    for account in _open(now):
        dated = [step for step in _by_day(account, now) if step.on <= now.today]
        reminders = [step for step in dated if step.kind is Kind.REMINDER]
        steps += [step for step in dated if step.kind is not Kind.REMINDER or step is reminders[-1]]
    return steps


def ahead(now: Situation) -> list[Step]:
    """What is to come after today if nothing is paid, the earliest first; a hold puts it off."""
    found = [step for account in _open(now) for step in _by_day(account, now) if step.on > now.today]
    return sorted(found, key=lambda step: (step.on, step.bill))


def suspendable_on(account: Account, now: Situation) -> date | None:
    """The first day on which service may stop for a bill: its days are over, and the tenant was told in time.

    None where the contract has no such right, nothing of the principal is open, or the tenant was not told.
    """
    clause = now.terms.suspension
    if clause is None or not _owed(account):
        return None
    stops, told = clause.suspended_on(account, now.away), _told(account, now)
    if stops is None or (told is None and clause.notice_days):
        return None
    return max(stops, told + timedelta(days=clause.notice_days)) if told else stops


def stops_on(account: Account, now: Situation) -> date | None:
    """When service may stop for a bill, counting on a notice that leaves in time, or today."""
    day, history = suspendable_on(account, now), now.history
    undone = history.decided(account.id, Kind.NOTICE) and not history.standing(account.id, Kind.NOTICE)
    if day is not None or now.terms.suspension is None or not _owed(account) or undone:
        return day
    return _foreseen(now.terms.suspension, account, now)


def _open(now: Situation) -> list[Account]:
    return [one for one in now.accounts if one.left]


def _owed(account: Account) -> bool:
    """Whether anything of the principal is unpaid: it is paid before the late fees in the bill."""
    return account.left > account.bill.total - account.principal


def paid(now: Situation) -> Iterator[Step]:
    """What money has ended, bill by bill. A bill that is gone is paid."""
    accounts = {one.id: one for one in now.accounts}
    for bill in now.history.bills:
        account = accounts.get(bill)
        suspended = now.history.standing(bill, Kind.SUSPENDED)
        if account is None or not account.left:
            if suspended:
                yield Step(now.today, Kind.RESTORED, bill)
            yield Step(now.today, Kind.SETTLED, bill)
        elif not _owed(account) and now.history.warned(bill):
            yield Step(now.today, Kind.RESTORED, bill)


def _by_day(account: Account, now: Situation) -> Iterator[Step]:
    """What the calendar brings a bill and was not done yet."""
    yield from _reminders(account, now)
    yield from _suspension(account, now)
    ends = now.terms.termination
    if ends is not None and now.history.terminated is None:
        yield from _step(ends.ends_on(account, now.away), Kind.MAY_TERMINATE, account, now)


def _reminders(account: Account, now: Situation) -> Iterator[Step]:
    clause = now.terms.reminders
    if clause is None:
        return
    if now.today <= account.late_from:
        yield from _step(clause.pointed_out_on(account), Kind.POINTED_OUT, account, now)
    for number in range(1, clause.most + 1):
        day = clause.reminded_on(number, account, now.away)
        if day is not None and not now.history.decided(account.id, Kind.REMINDER, number):
            yield Step(day, Kind.REMINDER, account.id, number)


def _suspension(account: Account, now: Situation) -> Iterator[Step]:
    clause = now.terms.suspension
    if clause is None or not _owed(account):
        return
    if clause.notice_days:
        yield from _step(clause.told_on(account, now.away), Kind.NOTICE, account, now)
    kind = Kind.SUSPENDED if clause.automatic else Kind.MAY_SUSPEND
    day = stops_on(account, now)
    if not now.history.decided(account.id, Kind.SUSPENDED):
        yield from _step(day, kind, account, now)


def _foreseen(clause: Suspension, account: Account, now: Situation) -> date | None:
    """Service stops on this day if the notice goes out on its own, or today where that has passed."""
    stops, tells = clause.suspended_on(account, now.away), clause.told_on(account, now.away)
    if stops is None or tells is None:
        return None
    return max(stops, max(tells, now.today) + timedelta(days=clause.notice_days))


def _told(account: Account, now: Situation) -> date | None:
    """On which day the tenant was told of a suspension: by e-mail, or by a person's word."""
    if person := now.history.standing(account.id, Kind.TOLD):
        return person.on
    notice = now.history.standing(account.id, Kind.NOTICE)
    return now.told.get(notice.id) if notice else None


def _step(day: date | None, kind: Kind, account: Account, now: Situation) -> Iterator[Step]:
    if day is not None and not now.history.decided(account.id, kind):
        yield Step(day, kind, account.id)
