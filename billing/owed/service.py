"""The open bills of contracts as a day ends, by the rules of the engine, beside the ledger's own balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db, snapshot
from seatyard.paging import Part, by_number, walked

from ..arrears import Arrear, arrears
from ..contracts.service import contracts, tenants_named
from ..engine import Month
from ..facts import agreement_now, money_of
from ..invoices.earlier import earlier
from ..ledger.statement import receivable, receivables
from ..models import Contract
from ..recorded.reading import rows_of
from .ages import aged


@dataclass(frozen=True, slots=True)
class Owed:
    """By one contract, in its currency."""

    tenant_id: int
    contract_id: int
    currency: str
    on: date
    """The local day, as it ends."""
    bills: tuple[Arrear, ...]
    """Open, or paid late with a fee that no invoice charges yet; the oldest due first."""
    balance: Decimal
    """The ledger's: below what is open by what was paid ahead; below zero the operator owes it."""

    @property
    def open(self) -> Decimal:
        return sum((bill.outstanding for bill in self.bills), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return sum((bill.outstanding for bill in self.bills if bill.due < self.on), Decimal(0))

    @property
    def ahead(self) -> Decimal:
        """Paid, or credited, before there is a bill for it."""
        return self.open - self.balance

    @property
    def ages(self) -> dict[str, Decimal]:
        """What is open by how long it has been due."""
        return aged(((bill.due, bill.outstanding) for bill in self.bills), self.on)


def today() -> date:
    """The operator's local day."""
    return clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).date()


def part_of(after: str = "", limit: int = 50) -> Part[Owed]:
    """The contracts that owe something, or are owed, by their ids."""
    with snapshot():
        owing = {key[1] for key, amount in receivables(today()).items() if amount}
        some = walked(owing, by_number, after, limit)
        by_id = _contracts(some.entries)
        return Part([of_contract(by_id[contract_id]) for contract_id in some.entries], some.after)


def of_tenant(name: str | None = None, on: date | None = None) -> list[Owed]:
    """Of one tenant by name, or of all: the contracts that something is open of, or was paid ahead.

    ``on`` is a day of each contract's zone, today by default. NotFound for an unknown tenant.
    """
    with snapshot():
        tenants_named(name)
        found = [of_contract(one, on) for one, _ in contracts(name)]
        return [one for one in found if one.bills or one.balance]


def _contracts(ids: Sequence[int]) -> dict[int, Contract]:
    return {one.id: one for one in db.session.scalars(select(Contract).where(Contract.id.in_(ids)))}


def of_contract(contract: Contract, on: date | None = None) -> Owed:
    """By one contract, as a day of its zone ends, today by default. In the caller's transaction."""
    rows = rows_of(contract.tenant_id, contract.id)
    agreement = agreement_now(contract, rows)
    on = on or clock.now().astimezone(agreement.zone).date()
    facts = money_of(contract.tenant_id, agreement, rows)
    issued = earlier(contract.id, Month.of(on, agreement.zone))
    bills = arrears(agreement, facts, issued, on)
    balance = receivable(contract.id, on)
    return Owed(contract.tenant_id, contract.id, agreement.currency.value, on, bills, balance)
