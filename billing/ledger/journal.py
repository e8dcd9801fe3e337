"""The journal of a month's books: every entry as a debit or a credit, for the bookkeeper's own system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db
from tenants.models import Tenant

from .models import LedgerEntry, LedgerTransaction


@dataclass(frozen=True, slots=True)
class Posting:
    """A row; those of one ``transaction`` have the same sum of debits and credits."""

    transaction: int
    period: str
    on: date
    tenant: str
    kind: str
    subject: str
    account: str
    currency: str
    debit: Decimal | None
    credit: Decimal | None


def journal(period: str, tenant_id: int | None = None) -> Iterator[Posting]:
    """A month's postings in order of their days, one tenant's or all, read as they are asked for."""
    one, entry = LedgerTransaction, LedgerEntry
    query = (
        select(
            one.id, one.period, one.on, Tenant.name, one.kind, one.subject,
            entry.account, one.currency, entry.amount,
        )
        .join(one.entries)
        .join(Tenant, Tenant.id == one.tenant_id)
        .where(one.period == period)
        .order_by(one.on, one.id, entry.account)
        .execution_options(yield_per=1000)
    )  # fmt: skip
    if tenant_id is not None:
        query = query.where(one.tenant_id == tenant_id)
    for *said, amount in db.session.execute(query):
        yield Posting(*said, *((amount, None) if amount > 0 else (None, -amount)))
