"""What contracts owe bill by bill, of many at once: what lines may pay. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, slices
from tenants.models import Tenant

from ..engine.amounts import Currency
from ..models import Contract
from ..owed.open import open_bills
from ..owed.service import today


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
    bills = open_bills(contract_ids, today())
    currency = Contract.terms["currency"].as_string()
    query = select(Contract.id, Tenant.name, currency).join(Tenant, Tenant.id == Contract.tenant_id)
    for some in slices(sorted(contract_ids)):
        for contract_id, tenant, of in db.session.execute(query.where(Contract.id.in_(some))):
            open = {one.number: one.left for one in bills.get(contract_id, [])}
            found[contract_id] = Debts(tenant, of or Currency.CNY.value, open)
    return found
