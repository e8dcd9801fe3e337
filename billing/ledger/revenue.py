"""What was earned month by month, by kind: the ledger's own accounts of revenue, credits and penalties."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from seatyard import distinct
from seatyard.db import snapshot
from seatyard.sums import exact_sum

from .accounts import Account
from .models import LedgerEntry, LedgerTransaction
from .remembering import remembered

EARNED = (
    Account.RENT,
    Account.LINES,
    Account.CALLS,
    Account.STAFF,
    Account.ITEMS,
    Account.SHARES,
    Account.SERVICES,
    Account.LATE_FEES,
    Account.ENDINGS,
    Account.BREACHES,
    Account.CREDITS,
    Account.WRITTEN_OFF,
)
"""In the order in which they are shown; the last two lower what was earned."""


@dataclass(frozen=True, slots=True)
class Earned:
    """In one currency."""

    currency: str
    months: dict[str, dict[str, Decimal]]
    """By month and account: above zero what was earned, below what was granted or given up. The months in
    their order; accounts without an amount are left out."""

    @property
    def accounts(self) -> list[str]:
        """Those that any month has."""
        return [one.value for one in EARNED if any(one.value in found for found in self.months.values())]

    @property
    def totals(self) -> dict[str, Decimal]:
        """Of each month."""
        return {month: sum(found.values(), Decimal(0)) for month, found in self.months.items()}


def revenue(months: int = 12, until: str | None = None) -> list[Earned]:
    """Of the last ``months`` months with entries, up to and with ``until``; by currency in their order."""
    with snapshot():
        periods = sorted(distinct.latest(LedgerTransaction.period, months, until))
        query = (
            select(
                LedgerTransaction.currency,
                LedgerTransaction.period,
                LedgerEntry.account,
                exact_sum(LedgerEntry.amount),
            )
            .select_from(LedgerTransaction)
            .join(LedgerTransaction.entries)
            .where(LedgerTransaction.period.in_(periods))
            .where(LedgerEntry.account.in_([one.value for one in EARNED]))
            .group_by(LedgerTransaction.currency, LedgerTransaction.period, LedgerEntry.account)
        )
        found: dict[str, dict[str, dict[str, Decimal]]] = {}
        for currency, period, account, amount in remembered(("earned", *periods), query):
            if amount:
                mine = found.setdefault(currency, {month: {} for month in periods})
                mine[period][account] = -amount
        return [Earned(currency, found[currency]) for currency in sorted(found)]
