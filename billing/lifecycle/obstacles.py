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
CASES = {
    "contract.runs": "contract {contract} runs until {until}",
    "contract.endless": "contract {contract} has no end",
    "period": "contract {contract} ended on {ended}: from {first} on ({because})",
    "invoice": "contract {contract}: its last month, {month}, is not invoiced",
    "money.bills": "contract {contract}: open: {bills}",
    "money.account": "{account} stands at {currency} {amount}",
    "dispute": "a payment of {number} is disputed",
    "hold.tenant": "a legal hold of {on} on everything: {reason}",
    "hold.call": "a legal hold of {on} on call {call}: {reason}",
}
"""What each is in a line, by its kind and what of it."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    case: str
    """One of ``CASES``."""
    about: dict[str, str]
    """What its line names."""

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        return self.case.partition(".")[0]

    @property
    def says(self) -> str:
        """In a line."""
        return CASES[self.case].format(**self.about)


def of_tenant(tenant: Tenant) -> list[Obstacle]:
    """All there are now; none: it may be deleted. In the caller's transaction."""
    today = clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
    found = [one for contract in contracts_of(tenant.id) for one in _contract(tenant, contract, today)]
    for currency, accounts in balances(tenant.id).items():
        for account in SETTLED:
            if amount := accounts.get(account.value, Decimal(0)):
                about = {"account": account.value, "currency": currency, "amount": f"{amount:f}"}
                found.append(Obstacle("money.account", about))
    numbers = list(db.session.scalars(select(Invoice.number).filter_by(tenant_id=tenant.id)))
    found += [Obstacle("dispute", {"number": number}) for number in sorted(disputed_of(numbers))]
    found += [_held(one) for one in holds.standing(tenant.id)]
    return found


def kept_until(tenant: Tenant, ends: date) -> tuple[date, str]:
    """The last local day of the period after a contract's end, and who says so."""
    agreed = recordings.terms(tenant, ends)
    said = agreed.retention if agreed else settings_of(current_app).deletion_after
    where = "the contract's recordings.retention" if agreed else "SEATYARD_DELETION_AFTER"
    return keep.last_day(ends, keep.parse(said)), f"{where}: {said}"


def _contract(tenant: Tenant, contract: Contract, today: date) -> list[Obstacle]:
    agreement = agreement_now(contract)
    ends, own = agreement.term.ends, {"contract": str(contract.id)}
    if ends is None:
        return [Obstacle("contract.endless", own)]
    if ends >= today:
        return [Obstacle("contract.runs", own | {"until": f"{ends}"})]
    found = []
    last, because = kept_until(tenant, ends)
    if last >= today:
        first = last + timedelta(days=1)
        found.append(Obstacle("period", own | {"ended": f"{ends}", "first": f"{first}", "because": because}))
    month = Month.of(ends, agreement.zone).name
    settled = select(Invoice.id).filter_by(contract_id=contract.id, kind=Kind.SETTLEMENT.value, period=month)
    if db.session.scalars(settled.limit(1)).first() is None:
        found.append(Obstacle("invoice", own | {"month": month}))
    owed = of_contract(contract)
    if owed.bills:
        found.append(Obstacle("money.bills", own | {"bills": ", ".join(bill.id for bill in owed.bills)}))
    return found


def _held(one: Hold) -> Obstacle:
    about = {"on": f"{one.held_at:%Y-%m-%d}", "reason": one.reason}
    if one.call_id is None:
        return Obstacle("hold.tenant", about)
    return Obstacle("hold.call", about | {"call": one.call_id})
