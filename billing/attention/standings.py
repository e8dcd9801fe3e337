"""The standings, reckoned anew by ``seatyard clock``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, insert, slices, snapshot, transaction

from ..contracts.service import contracts
from ..models import Invoice
from ..owed.service import today
from ..owed.standings import left_of
from .models import TenantStanding

EVERY = 300.0
"""Seconds from one reckoning to the next."""


@dataclass(slots=True)
class _Sums:
    open: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    overdue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    since: date | None = None

    def add(self, currency: str, due: date, left: Decimal, on: date) -> None:
        self.open[currency] += left
        if due < on:
            self.overdue[currency] += left
            self.since = min(due, self.since or due)

    def columns(self) -> dict[str, Any]:
        told = {
            name: {currency: f"{amount:f}" for currency, amount in sorted(sums.items())}
            for name, sums in (("open", self.open), ("overdue", self.overdue))
        }
        return told | {"overdue_since": self.since}


def renew() -> int:
    """Reckon all tenants' standings, and keep those that have changed; how many did."""
    with snapshot():
        wanted = {tenant_id: sums.columns() for tenant_id, sums in _reckoned(today()).items()}
        known = {one.tenant_id: one for one in db.session.scalars(select(TenantStanding))}
        kept = {
            id: {name: getattr(one, name) for name in ("open", "overdue", "overdue_since")}
            for id, one in known.items()
        }
    changed = [id for id, columns in wanted.items() if kept.get(id) != columns]
    rows = [{"tenant_id": id, "computed_at": clock.now(), **wanted[id]} for id in sorted(changed)]
    for some in slices(rows):
        _keep(some)
    return len(rows)


def _reckoned(on: date) -> dict[int, _Sums]:
    """By tenant, in a few statements however many there are."""
    owners = {contract.id: contract.tenant_id for contract, _ in contracts()}
    found: dict[int, _Sums] = {tenant_id: _Sums() for tenant_id in owners.values()}
    left = left_of(owners.keys(), on)
    for some in slices(sorted(left)):
        query = select(Invoice.number, Invoice.contract_id, Invoice.currency, Invoice.due)
        for number, contract_id, currency, due in db.session.execute(query.where(Invoice.number.in_(some))):
            found[owners[contract_id]].add(currency, due, left[number], on)
    return found


def _keep(rows: list[dict[str, Any]]) -> None:
    with transaction():
        new = insert(TenantStanding)
        names = ("open", "overdue", "overdue_since", "computed_at")
        values = {name: new.excluded[name] for name in names}
        db.session.execute(new.on_conflict_do_update(index_elements=["tenant_id"], set_=values), rows)
