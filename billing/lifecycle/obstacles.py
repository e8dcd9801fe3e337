"""What stands against a tenant's deletion: contracts and what is owed under them, holds, its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from esl.recordings import holds, keep
from esl.recordings.models import Hold
from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db
from tenants.models import Tenant

from ..contracts import recordings
from ..contracts.service import contracts_of
from ..engine import Kind, Month
from ..facts import agreement_now
from ..gateway.shown import disputed_of
from ..ledger.accounts import Account
from ..ledger.statement import balances
from ..models import Contract, Invoice
from ..owed.service import of_contract

SETTLED = (Account.RECEIVABLE, Account.DISPUTED, Account.DEPOSITS, Account.ADVANCES)
"""Accounts that are at nothing once nobody owes anything."""
KINDS = ("contract", "period", "invoice", "money", "dispute", "hold")


@dataclass(frozen=True, slots=True)
class Obstacle:
    kind: str
    """One of ``KINDS``."""
    says: str
    """In a line."""


def of_tenant(tenant: Tenant) -> list[Obstacle]:
    """All there are now; none: it may be deleted. In the caller's transaction."""
    today = clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
    found = [one for contract in contracts_of(tenant.id) for one in _contract(tenant, contract, today)]
    for currency, accounts in balances(tenant.id).items():
        for account in SETTLED:
            if amount := accounts.get(account.value, Decimal(0)):
                found.append(Obstacle("money", f"{account.value} stands at {currency} {amount:f}"))
    numbers = list(db.session.scalars(select(Invoice.number).filter_by(tenant_id=tenant.id)))
    found += [
        Obstacle("dispute", f"a payment of {number} is disputed") for number in sorted(disputed_of(numbers))
    ]
    found += [Obstacle("hold", _held(one)) for one in holds.standing(tenant.id)]
    return found


def kept_until(tenant: Tenant, ends: date) -> tuple[date, str]:
    """The last local day of the period after a contract's end, and who says so."""
    agreed = recordings.terms(tenant, ends)
    said = agreed.retention if agreed else settings_of(current_app).deletion_after
    where = "the contract's recordings.retention" if agreed else "SEATYARD_DELETION_AFTER"
    return keep.last_day(ends, keep.parse(said)), f"{where}: {said}"


def _contract(tenant: Tenant, contract: Contract, today: date) -> list[Obstacle]:
    agreement = agreement_now(contract)
    ends = agreement.term.ends
    if ends is None or ends >= today:
        until = f"runs until {ends}" if ends else "has no end"
        return [Obstacle("contract", f"contract {contract.id} {until}")]
    found = []
    last, says = kept_until(tenant, ends)
    if last >= today:
        first = last + timedelta(days=1)
        found.append(Obstacle("period", f"contract {contract.id} ended on {ends}: from {first} on ({says})"))
    month = Month.of(ends, agreement.zone).name
    settled = select(Invoice.id).filter_by(contract_id=contract.id, kind=Kind.SETTLEMENT.value, period=month)
    if db.session.scalars(settled.limit(1)).first() is None:
        found.append(Obstacle("invoice", f"contract {contract.id}: its last month, {month}, is not invoiced"))
    owed = of_contract(contract)
    if owed.bills:
        ids = ", ".join(bill.id for bill in owed.bills)
        found.append(Obstacle("money", f"contract {contract.id}: open: {ids}"))
    return found


def _held(one: Hold) -> str:
    of = f"call {one.call_id}" if one.call_id else "everything"
    return f"a legal hold of {one.held_at:%Y-%m-%d} on {of}: {one.reason}"
