"""A tenant's ledger as one reads it: what happened in order, and what is owed after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from seatyard.db import db, snapshot

from ..contracts.service import tenants_named
from .accounts import Account
from .models import LedgerEntry, LedgerTransaction


@dataclass(frozen=True, slots=True)
class Row:
    on: date
    kind: str
    subject: str
    currency: str
    entries: dict[str, Decimal]
    owed: Decimal
    """By the tenant after it, in its currency."""


@dataclass(frozen=True, slots=True)
class Statement:
    rows: list[Row]
    balances: dict[str, dict[str, Decimal]]
    """By currency and account, after the last row."""


def statement(tenant: str, until: date | None = None) -> Statement:
    """All that is in a tenant's ledger up to, and with, a day. NotFound for an unknown tenant."""
    with snapshot():
        return _told(db.session.scalars(_of(tenants_named(tenant)[0].id, until)))


def balances(tenant_id: int, until: date | None = None) -> dict[str, dict[str, Decimal]]:
    """By currency and account. In the caller's transaction."""
    return _told(db.session.scalars(_of(tenant_id, until))).balances


def _of(tenant_id: int, until: date | None) -> Select[tuple[LedgerTransaction]]:
    query = select(LedgerTransaction).filter_by(tenant_id=tenant_id)
    if until is not None:
        query = query.where(LedgerTransaction.on <= until)
    return query.order_by(LedgerTransaction.on, LedgerTransaction.id).options(
        selectinload(LedgerTransaction.entries)
    )


def _told(transactions: Iterable[LedgerTransaction]) -> Statement:
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = []
    for one in transactions:
        of_currency = sums[one.currency]
        for entry in one.entries:
            of_currency[entry.account] += entry.amount
        rows.append(_row(one, one.entries, of_currency[Account.RECEIVABLE.value]))
    return Statement(rows, {currency: dict(accounts) for currency, accounts in sums.items()})


def _row(one: LedgerTransaction, entries: Iterable[LedgerEntry], owed: Decimal) -> Row:
    return Row(
        one.on,
        one.kind,
        one.subject,
        one.currency,
        {entry.account: entry.amount for entry in entries},
        owed,
    )
