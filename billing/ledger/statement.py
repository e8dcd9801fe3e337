"""A tenant's ledger as one reads it: what happened in order, and what is owed after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from seatyard.db import db, snapshot
from seatyard.paging import Part, part
from seatyard.sums import exact_sum

from ..contracts.service import tenants_named
from .accounts import Account
from .models import LedgerEntry, LedgerTransaction
from .remembering import remembered


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
        tenant_id = tenants_named(tenant)[0].id
        return Statement(rows(tenant_id, until), balances(tenant_id, until))


def rows(tenant_id: int, until: date | None = None) -> list[Row]:
    """In order of their days. In the caller's transaction."""
    query = select(LedgerTransaction).filter_by(tenant_id=tenant_id).where(*_up_to(until))
    query = query.order_by(LedgerTransaction.on, LedgerTransaction.id)
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    found = []
    for one in db.session.scalars(query.options(selectinload(LedgerTransaction.entries))):
        entries = {entry.account: entry.amount for entry in one.entries}
        owed[one.currency] += entries.get(Account.RECEIVABLE.value, Decimal(0))
        found.append(Row(one.on, one.kind, one.subject, one.currency, entries, owed[one.currency]))
    return found


def part_of(tenant_id: int, after: str = "", limit: int = 50) -> Part[LedgerTransaction]:
    """What was posted, in that order, after a transaction. In the caller's transaction."""
    query = select(LedgerTransaction).filter_by(tenant_id=tenant_id)
    return part(query.options(selectinload(LedgerTransaction.entries)), LedgerTransaction.id, after, limit)


def balances(tenant_id: int, until: date | None = None) -> dict[str, dict[str, Decimal]]:
    """By currency and account. In the caller's transaction."""
    query = (
        select(LedgerTransaction.currency, LedgerEntry.account, exact_sum(LedgerEntry.amount))
        .select_from(LedgerTransaction)
        .join(LedgerTransaction.entries)
        .where(LedgerEntry.tenant_id == tenant_id, *_up_to(until))
        .group_by(LedgerTransaction.currency, LedgerEntry.account)
    )
    found: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for currency, account, amount in db.session.execute(query):
        found[currency][account] = amount
    return dict(found)


def receivable(contract_id: int, until: date) -> Decimal:
    """What a contract owes as a day ends. In the caller's transaction."""
    return sum(receivables(until, contract_id).values(), Decimal(0))


def receivables(until: date, contract_id: int | None = None) -> dict[tuple[int, int, str], Decimal]:
    """What each contract owes, or one: by tenant, contract and currency. In the caller's transaction."""
    of_contract = LedgerTransaction.tenant_id, LedgerTransaction.contract_id, LedgerTransaction.currency
    query = (
        select(*of_contract, exact_sum(LedgerEntry.amount))
        .select_from(LedgerTransaction)
        .join(LedgerTransaction.entries)
        .where(LedgerEntry.account == Account.RECEIVABLE.value, *_up_to(until))
        .group_by(*of_contract)
    )
    if contract_id is None:
        rows: Iterable[Sequence[Any]] = remembered(("owed", until), query)
    else:
        rows = db.session.execute(query.where(LedgerTransaction.contract_id == contract_id))
    return {(tenant_id, contract_id, currency): amount for tenant_id, contract_id, currency, amount in rows}


def _up_to(until: date | None) -> list[ColumnElement[bool]]:
    return [] if until is None else [LedgerTransaction.on <= until]
