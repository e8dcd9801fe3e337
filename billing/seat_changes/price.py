"""What seats would cost: the contract's engine, asked with the seats as they are and as they would be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from seatyard import clock
from seatyard.errors import InvalidInput
from tenants.models import Tenant

from ..clauses.seat_rent import SeatRent
from ..comparison.ahead import cost
from ..contracts.service import contracts_of
from ..engine import Agreement, Bill, Facts, Line, Month, SeatInterval, bill
from ..facts import agreement_now, seats_of


@dataclass(frozen=True)
class MonthPrice:
    """A month's cost of the seats alone: no calls, no faults, nothing that is only timing."""

    month: str
    before: Decimal
    after: Decimal
    lines: tuple[Line, ...]
    """Of the bill with the change, those that the one without it has not so."""

    @property
    def more(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Difference:
    """What a change of seats comes to in the months in which it begins to count."""

    months: list[MonthPrice] = field(default_factory=list)
    refusal: InvalidInput | None = None
    """Why the contract's engine bills the seats as they are, and not as they would be."""
    unknown: InvalidInput | None = None
    """Why it does not even bill them as they are: then nothing can be told of the change."""


def running(tenant: Tenant) -> Agreement | None:
    """The contract that holds today, or the next one to begin."""
    today = clock.now().date()
    for contract in contracts_of(tenant.id):
        agreement = agreement_now(contract)
        if agreement.term.ends is None or agreement.term.ends >= today:
            return agreement
    return None


def prices(agreement: Agreement | None, day: date) -> dict[str, Decimal]:
    """The rent by type of seat, as it holds on a day; empty where a contract rents none."""
    if agreement is None:
        return {}
    rent = agreement.clause(SeatRent.name, max(day, agreement.term.starts))
    return dict(rent.price) if isinstance(rent, SeatRent) else {}


def seats(tenant: Tenant, agreement: Agreement | None) -> tuple[SeatInterval, ...]:
    return seats_of(tenant.id, agreement.span) if agreement else ()


def difference(
    agreement: Agreement | None,
    before: tuple[SeatInterval, ...],
    after: tuple[SeatInterval, ...],
    since: date,
) -> Difference:
    """Of the month in which the change begins to count, and of the one after it.

    Without a month where no contract covers them.
    """
    if agreement is None or before == after:
        return Difference()
    first = Month.of(max(since, agreement.term.starts), agreement.zone)
    months = [one for one in (first, first.next) if agreement.active_in(one)]
    try:
        now = [bill(agreement, Facts(seats=before), month) for month in months]
    except InvalidInput as error:
        return Difference(unknown=error)
    try:
        then = [bill(agreement, Facts(seats=after), month) for month in months]
    except InvalidInput as error:
        return Difference(refusal=error)
    return Difference([_month(*one) for one in zip(months, now, then, strict=True)])


def _month(month: Month, now: Bill, then: Bill) -> MonthPrice:
    known = {(line.clause, line.description, line.formula) for line in now.lines}
    new = tuple(line for line in then.lines if (line.clause, line.description, line.formula) not in known)
    return MonthPrice(month.name, cost(now), cost(then), new)
