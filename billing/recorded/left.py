"""What may be moved: unused money given back, open bills expected no more, write-offs expected after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..contracts.service import agreement_of, contracts
from ..engine import Agreement, Kind
from ..engine.accounts import made_on, settled
from ..models import Contract
from . import money
from .models import RecordedFact
from .reading import read, rows_of, standing


@dataclass(frozen=True, slots=True)
class Left:
    """Of a payment, a bill or a write-off: how much of it may be moved."""

    kind: str
    """``refunds``, ``write_offs`` or ``recoveries``."""
    of: str
    """A fact (``F17``), or the number of a bill or a credit note."""
    what: str
    """``fact``, ``invoice`` or ``credit_note``: what has that name."""
    on: date
    """When it came, or was made."""
    amount: Decimal
    currency: str


def left(contract: Contract, agreement: Agreement) -> list[Left]:
    """All that may be taken of a contract's money, above 0, by kind and day. In the caller's transaction."""
    rows = rows_of(contract.tenant_id, contract.id)
    facts = read(standing([row for row in rows if row.kind in money.MOVES]), agreement)
    bills = money.issued(contract, agreement)
    found = settled(bills, facts.payments, facts.adjustments)
    days = {one.id: one.on for one in facts.payments} | {one.id: made_on(one.bill) for one in bills}
    numbered = {one.id: "credit_note" if one.bill.kind is Kind.CREDIT else "invoice" for one in bills}
    there = {
        REFUNDS.name: found.unused,
        WRITE_OFFS.name: {one.id: one.left for one in found.accounts},
        RECOVERIES.name: _unrecovered(rows),
    }
    days |= {row.name: row.on for row in rows if row.kind == WRITE_OFFS.name}
    currency = agreement.currency.value
    return [
        Left(kind, of, numbered.get(of, "fact"), days[of], amount, currency)
        for kind, amounts in there.items()
        for of, amount in sorted(amounts.items(), key=lambda one: (days[one[0]], one[0]))
        if amount > 0
    ]


def of_tenant(tenant: str) -> list[Left]:
    """Of all its contracts. In the caller's transaction."""
    return [one for contract, _ in contracts(tenant) for one in left(contract, agreement_of(contract))]


def _unrecovered(rows: Sequence[RecordedFact]) -> dict[str, Decimal]:
    live = [row for row in rows if row.withdrawn_at is None]
    off = {row.name: _amount(row) for row in live if row.kind == WRITE_OFFS.name}
    for row in live:
        if row.kind == RECOVERIES.name:
            off[row.document["of"]] -= _amount(row)
    return off


def _amount(row: RecordedFact) -> Decimal:
    return Decimal(str(row.document["amount"]))
