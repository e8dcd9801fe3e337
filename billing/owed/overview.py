"""Who owes what: all contracts by the ledger, a page of them by how long their bills have been due.

``service`` reckons one contract up, with the late fees that run on its bills; this tells many apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.paging import Page, sliced

from ..ledger.statement import receivables
from ..models import Contract
from .ages import aged
from .open import open_bills
from .service import today

ROWS = 50
"""Contracts on a page."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A contract that owes something, or is owed, in its currency."""

    tenant_id: int
    contract_id: int
    currency: str
    balance: Decimal
    """The ledger's."""
    ages: dict[str, Decimal]
    """What is open by how long it has been due, as the contract's local day ends."""

    @property
    def ahead(self) -> Decimal:
        """Paid, or credited, before there is a bill for it."""
        return sum(self.ages.values(), Decimal(0)) - self.balance


@dataclass(frozen=True, slots=True)
class Overview:
    page: Page[Owing]
    """The largest balances first."""
    totals: dict[str, Decimal]
    """By currency, of all contracts: what the ledger says is owed."""


def overview(number: int = 1) -> Overview:
    """Who owes what, or is owed; a page of contracts."""
    with snapshot():
        balances = {key: amount for key, amount in receivables(today()).items() if amount}
        totals: dict[str, Decimal] = {}
        for (_, _, currency), amount in balances.items():
            totals[currency] = totals.get(currency, Decimal(0)) + amount
        largest = sorted(balances, key=lambda key: (-balances[key], key))
        page = sliced(largest, number, ROWS)
        ages = dict(_ages([contract_id for _, contract_id, _ in page.entries]))
        entries = [Owing(*key, balances[key], ages[key[1]]) for key in page.entries]
        return Overview(Page(entries, page.number, page.total, page.size), totals)


def _ages(contract_ids: Collection[int]) -> Iterator[tuple[int, dict[str, Decimal]]]:
    for on, some in _local_days(contract_ids).items():
        bills = open_bills(some, on)
        for contract_id in some:
            yield contract_id, aged(((one.due, one.left) for one in bills.get(contract_id, [])), on)


def _local_days(contract_ids: Collection[int]) -> dict[date, list[int]]:
    """The contracts by what day it is where they are."""
    now, found = clock.now(), defaultdict[date, list[int]](list)
    query = select(Contract.id, Contract.terms["timezone"].as_string()).where(Contract.id.in_(contract_ids))
    for contract_id, zone in db.session.execute(query):
        found[now.astimezone(ZoneInfo(zone)).date()].append(contract_id)
    return dict(found)
