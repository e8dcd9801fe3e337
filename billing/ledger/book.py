"""The one way into the ledger: a transaction, once, in the commit of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import insert as plain_insert
from sqlalchemy import select

from seatyard.db import db, insert

from ..engine import Bill
from ..engine import Kind as BillKind
from ..engine.accounts import made_on
from . import heard
from .accounts import Account
from .models import LedgerEntry, LedgerTransaction
from .postings import Entries, of_bill, reversed_


class Kind(StrEnum):
    INVOICE = "invoice"
    PAYMENT = "payment"
    PAYMENT_WITHDRAWN = "payment_withdrawn"
    CREDIT_NOTE = "credit_note"
    REFUND = "refund"
    REFUND_WITHDRAWN = "refund_withdrawn"
    WRITE_OFF = "write_off"
    WRITE_OFF_WITHDRAWN = "write_off_withdrawn"
    RECOVERY = "recovery"
    RECOVERY_WITHDRAWN = "recovery_withdrawn"
    DISPUTE = "dispute"
    DISPUTE_CLOSED = "dispute_closed"


@dataclass(frozen=True, slots=True)
class Party:
    """Whose transaction it is."""

    tenant_id: int
    contract_id: int
    currency: str


def post_bill(party: Party, number: str, bill: Bill) -> bool:
    """An invoice, as of the day on which it is made."""
    period = bill.period if bill.kind is BillKind.SETTLEMENT else None
    return post(party, Kind.INVOICE, number, made_on(bill), of_bill(bill), period)


def post(
    party: Party, kind: Kind, subject: str, on: date, entries: Entries, period: str | None = None
) -> bool:
    """Add a transaction, in the caller's; False when it was there. ``period``: by default that of the day."""
    new = insert(LedgerTransaction).values(
        tenant_id=party.tenant_id,
        contract_id=party.contract_id,
        kind=kind.value,
        subject=subject,
        on=on,
        period=period or f"{on:%Y-%m}",
        currency=party.currency,
    )
    id = db.session.scalar(new.on_conflict_do_nothing().returning(LedgerTransaction.id))
    if id is None:
        return False
    common = {"tenant_id": party.tenant_id, "transaction_id": id}
    rows = [{**common, "account": account.value, "amount": amount} for account, amount in entries.items()]
    if rows:
        db.session.execute(plain_insert(LedgerEntry), rows)
    if entries.get(Account.RECEIVABLE, 0) < 0:
        heard.tell(party)
    return True


def take_back(party: Party, kind: Kind, subject: str, by: Kind, on: date) -> bool:
    """Add what reverses a transaction, if there is one."""
    query = select(LedgerTransaction).filter_by(tenant_id=party.tenant_id, kind=kind.value, subject=subject)
    posted = db.session.scalars(query).one_or_none()
    if posted is None:
        return False
    entries = {Account(entry.account): entry.amount for entry in posted.entries}
    return post(party, by, subject, on, reversed_(entries))
