"""What contracts owe bill by bill, of many at once: what lines may pay. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, slices
from tenants.models import Tenant

from ..engine.amounts import Currency
from ..models import Contract, Invoice
from ..owed.service import today
from ..owed.standings import left_of


@dataclass(frozen=True, slots=True)
class Debts:
    """Of a contract, as the operator's day ends."""

    tenant: str
    currency: str
    open: dict[str, Decimal]
    """What is open of each bill, by its number, the oldest due first."""


def debts(contract_ids: Collection[int]) -> dict[int, Debts]:
    """By contract; without those that are none."""
    found: dict[int, Debts] = {}
    left = left_of(contract_ids, today())
    for some in slices(sorted(contract_ids)):
        currency = Contract.terms["currency"].as_string()
        of = select(Contract.id, Tenant.name, currency).join(Tenant, Tenant.id == Contract.tenant_id)
        for contract_id, tenant, of_it in db.session.execute(of.where(Contract.id.in_(some))):
            found[contract_id] = Debts(tenant, of_it or Currency.CNY.value, {})
    for some in slices(sorted(left)):
        bills = select(Invoice.contract_id, Invoice.number).where(Invoice.number.in_(some))
        for contract_id, number in db.session.execute(bills.order_by(Invoice.due, Invoice.id)):
            found[contract_id].open[number] = left[number]
    return found
