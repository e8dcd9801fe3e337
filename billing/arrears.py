"""Arrears: the state of each bill of a contract that something is owed for on a day, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

from seatyard.months import months_after

from .clauses.late_fee import LateFee
from .clauses.suspension import Suspension
from .clauses.termination import Termination
from .engine import INVOICE, Agreement, Facts, Issued, Kind, Line, Month
from .engine.accounts import Account, accounts, made_on
from .engine.amounts import rounded
from .engine.penalties import pauses
from .engine.results import CREDIT_NOTE


@dataclass(frozen=True, slots=True)
class Arrear:
    """A bill that is not paid in full, or was paid late and no invoice says so yet."""

    id: str
    period: str
    kind: Kind
    due: date
    total: Decimal
    principal: Decimal
    """The total without the late fees in it: what further ones run on."""
    paid: Decimal
    outstanding: Decimal
    """Of the total."""
    days_late: int
    """Without those of force majeure."""
    late_fee: Decimal
    """That has run on it so far; the invoices of the months in which it ran charge it."""
    notice: date | None
    """When the tenant is told that service may stop."""
    suspension: date | None
    """From when it may stop, if the principal stays unpaid."""
    termination: date | None
    """From when the operator may end the contract, if it stays unpaid."""
    credited: Decimal = Decimal(0)
    """By credit notes, beside what was paid."""
    written_off: Decimal = Decimal(0)
    """Of the total, less what was recovered."""


def arrears(agreement: Agreement, facts: Facts, bills: Iterable[Issued], as_of: date) -> tuple[Arrear, ...]:
    """The bills that something is owed for as that day ends, the oldest due first."""
    made = made_by(bills, as_of)
    return of_accounts(accounts_on(facts, made, as_of), made, agreement, facts, as_of)


def made_by(bills: Iterable[Issued], day: date) -> list[Issued]:
    """Those that are there as the day ends."""
    return [one for one in bills if made_on(one.bill) <= day]


def accounts_on(facts: Facts, made: Iterable[Issued], as_of: date) -> tuple[Account, ...]:
    """All that was paid by the end of the day."""
    paid = [one for one in facts.payments if one.on <= as_of]
    adjusted = [one for one in facts.adjustments if one.on <= as_of]
    return accounts(made, paid, adjusted)


def of_accounts(
    accounts: Iterable[Account], made: Sequence[Issued], agreement: Agreement, facts: Facts, as_of: date
) -> tuple[Arrear, ...]:
    """``arrears``, where the accounts are known already."""
    open = [one for one in accounts if _matters(one, made, as_of)]
    found = [_arrear(one, agreement, facts, as_of) for one in open]
    return tuple(one for one in found if one.outstanding or one.late_fee > _charged(one.id, made))


def _matters(account: Account, bills: Iterable[Issued], as_of: date) -> bool:
    """Whether anything may be owed for it: most bills are paid in time, and need no reckoning."""
    return bool(account.left or account.late(_late(account, as_of), ()) or _charged(account.id, bills))


def _late(account: Account, as_of: date) -> range:
    return range(account.late_from.toordinal() + 1, as_of.toordinal() + 1)


def _charged(id: str, bills: Iterable[Issued]) -> Decimal:
    """The late fee on a bill that invoices charge."""
    lines = (line for one in bills for line in one.bill.lines if line.clause == LateFee.name)
    return sum((line.amount for line in lines if (INVOICE, id) in _named(line)), Decimal(0))


def _named(line: Line) -> set[tuple[str, str]]:
    return {(one.kind, one.subject) for one in line.evidence}


def _arrear(account: Account, agreement: Agreement, facts: Facts, as_of: date) -> Arrear:
    away = pauses(agreement.version(as_of).clauses, facts.outages, agreement.zone)
    late = _late(account, as_of)
    suspension, termination = agreement.clause("suspension", as_of), agreement.clause("termination", as_of)
    owed = account.owed(as_of + timedelta(days=1))
    credited = sum((part.amount for part in account.parts if part.kind == CREDIT_NOTE), Decimal(0))
    stops = suspension if isinstance(suspension, Suspension) and owed else None
    ends = termination if isinstance(termination, Termination) and account.left else None
    return Arrear(
        id=account.id,
        period=account.bill.period,
        kind=account.bill.kind,
        due=account.bill.due,
        total=account.bill.total,
        principal=account.principal,
        paid=account.bill.total - account.left - credited - account.written_off,
        credited=credited,
        written_off=account.written_off,
        outstanding=account.left,
        days_late=sum(days for _, days in account.late(late, away)),
        late_fee=_late_fee(account, agreement, facts, late),
        notice=stops.told_on(account, away) if stops else None,
        suspension=stops.suspended_on(account, away) if stops else None,
        termination=ends.ends_on(account, away) if ends else None,
    )


def _late_fee(account: Account, agreement: Agreement, facts: Facts, late: range) -> Decimal:
    """As the months' invoices charge it: rounded for each."""
    unit, zone = agreement.currency.minor_unit, agreement.zone
    fees = 0 * unit
    if not account.late(late, ()):
        return fees

    for days, clause in _settled_apart(late, agreement):
        month = Month.of(max(date.fromordinal(days.start), agreement.term.starts), zone)
        away = pauses(agreement.version(month.first_day).clauses, facts.outages, zone)
        parts = account.late(days, away)
        if clause is not None and parts:
            fees += rounded(clause.fee(parts).value, unit)
    return fees


def _settled_apart(late: range, agreement: Agreement) -> Iterator[tuple[range, LateFee | None]]:
    """The days (ordinals) by the month whose invoice charges them, and by the terms of then."""

    def settled_by(stretch: range) -> tuple[str, LateFee | None]:
        day = date.fromordinal(stretch.start)
        clause = agreement.clause("late_fee", day)
        month = max(day, agreement.term.starts)
        return f"{month:%Y-%m}", clause if isinstance(clause, LateFee) else None

    for (_, clause), some in groupby(_stretches(late, agreement), key=settled_by):
        first, *others = some
        yield range(first.start, (others or [first])[-1].stop), clause


def _stretches(late: range, agreement: Agreement) -> Iterator[range]:
    """Cut where a month or a version of the terms begins."""
    cuts = {one.starts.toordinal() for one in agreement.versions}
    day = date.fromordinal(late.start)
    while (day := months_after(day.replace(day=1), 1)).toordinal() < late.stop:
        cuts.add(day.toordinal())
    inside = sorted(cut for cut in cuts if late.start < cut < late.stop)
    for starts, stops in pairwise([late.start, *inside, late.stop]):
        yield range(starts, stops)
