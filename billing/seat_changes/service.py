"""Propose, then make: both by the same way, so that what is said before is what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding import editing
from tenants.onboarding.leases import is_to_end
from tenants.onboarding.seats import as_section
from tenants.onboarding.sections import Onboarding

from . import price
from .fitting import REFUSED, SAME, Ending, Row, fitted
from .wishes import Wish, few_enough


@dataclass(frozen=True)
class Dated:
    """From when a part of it holds, and by what of the contract."""

    first_day: date
    clause: str


@dataclass(frozen=True)
class Proposal:
    rows: list[Row]
    days: dict[str, Dated]
    """By ``seat 1001`` or ``queue sales``: what does not hold at once."""
    months: list[price.MonthPrice]
    prices: dict[str, Decimal]
    currency: str
    refusal: InvalidInput | None
    """Why the contract's billing has no bill for the seats as they would be: then none of it is made."""
    price_unknown: InvalidInput | None
    """Why it has none for the seats as they are: the change can be made, its price cannot be told."""

    @property
    def takes(self) -> bool:
        """Whether there is anything to say yes to."""
        return self.refusal is None and any(row.what not in (REFUSED, SAME) for row in self.rows)


@dataclass(frozen=True)
class Made:
    rows: list[Row]
    days: dict[str, Dated]
    generation: int
    """That the switch follows to."""
    passwords: dict[str, str] = field(repr=False)
    """Of new seats, by number: shown once, kept nowhere."""


def types(tenant: Tenant) -> dict[str, Decimal]:
    """The types of seats that the contract rents, each with its price of today."""
    return price.prices(price.running(tenant), _today(tenant))


def propose(tenant: Tenant, wishes: Sequence[Wish]) -> Proposal:
    """What the wishes would change, from when, and what the contract would bill; nothing is changed.

    InvalidInput for no wish or too many, and for what the tenant's file as a whole cannot say.
    """
    asked, agreement, today = few_enough(wishes), price.running(tenant), _today(tenant)
    known, rows = _types(tenant), list[Row]()
    before = price.seats(tenant, agreement)
    brought, after = editing.tried(
        tenant,
        lambda document: _fit(tenant, document, asked, known, rows),
        lambda: price.seats(tenant, agreement),
    )
    days = _days(brought)
    told = price.difference(agreement, before, after, _since(days, today))
    currency = agreement.currency.value if agreement else ""
    prices = price.prices(agreement, today)
    return Proposal(rows, days, told.months, prices, currency, told.refusal, told.unknown)


def make(tenant: Tenant, wishes: Sequence[Wish]) -> Made:
    """Make so what can be; refused wishes are told, and change nothing. Asked again it changes nothing.

    InvalidInput where the contract's billing refuses the seats as they would be; then nothing is changed.
    """
    asked, agreement, today = few_enough(wishes), price.running(tenant), _today(tenant)
    known, rows = _types(tenant), list[Row]()
    before = price.seats(tenant, agreement)

    def billed(brought: editing.Brought) -> None:
        after, since = price.seats(tenant, agreement), _since(_days(brought), today)
        if refusal := price.difference(agreement, before, after, since).refusal:
            raise refusal

    brought = editing.edited(tenant, lambda document: _fit(tenant, document, asked, known, rows), billed)
    passwords = {subject.removeprefix("seat "): one for subject, one in brought.passwords.items()}
    return Made(rows, _days(brought), brought.generation, passwords)


def _fit(
    tenant: Tenant, document: Onboarding, wishes: Sequence[Wish], known: frozenset[str], rows: list[Row]
) -> None:
    rows[:] = fitted(document, wishes, known, _ending(tenant))


def _ending(tenant: Tenant) -> dict[str, Ending]:
    """The seats that end on a day to come, as they are until then."""
    return {
        seat.number: Ending(
            as_section(seat),
            {
                tier.queue.name: {"number": seat.number, "level": tier.level, "position": tier.position}
                for tier in seat.tiers
            },
        )
        for seat in tenant.seats
        if is_to_end(seat)
    }


def _types(tenant: Tenant) -> frozenset[str]:
    """With those that its seats have, where a contract rents none by type."""
    return frozenset(types(tenant)) or frozenset(seat.type for seat in tenant.seats)


def _days(brought: editing.Brought) -> dict[str, Dated]:
    return {
        change.subject: Dated(change.later.effect.first_day, change.later.effect.clause)
        for change in brought.changes
        if change.later is not None
    }


def _since(days: dict[str, Dated], today: date) -> date:
    """The day from which the first of the changed seats counts."""
    return min((one.first_day for name, one in days.items() if name.startswith("seat ")), default=today)


def _today(tenant: Tenant) -> date:
    return clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
