"""Facts told by people: added from a file, listed, withdrawn with a reason. None is ever changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from seatyard.db import db, snapshot, transaction
from seatyard.errors import InvalidInput, NotFound

from ..contracts.service import agreement_of, contracts_of, tenants_named
from ..engine import Kind
from ..models import Contract, Invoice
from . import keeping, kinds
from .models import RecordedFact

ADDED, KNOWN, WITHDRAWN = "added", "known", "withdrawn"
MONEY = frozenset({"refunds", "write_offs", "recoveries"})
"""Kinds that count whatever the contract says: the ledger has them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact as it is kept, and what became of it."""

    name: str
    kind: str
    on: date
    document: dict[str, Any]
    status: str
    """``added`` now; ``known``: told before; ``withdrawn``: told before, and taken back."""
    invoiced: str = ""
    """The invoice that its month has already: the next close of the month will show the difference."""
    reason: str = ""
    counted: bool = True
    """Of one added now: whether a clause of the contract counts such facts."""


def add(
    tenant: str, document: dict[str, Any], *, by: str, contract_id: int | None = None, again: bool = False
) -> list[Answer]:
    """Record the ``facts`` of a document, all of them or none.

    The n-th of equal entries is the n-th of equal facts, so that a file told twice adds nothing
    twice, nor what was withdrawn since; ``again`` makes every entry one more. Raises InvalidInput
    for what the readers of the contract's cases refuse.
    """
    kinds.check(document)
    with transaction():
        contract = contract_of(tenant, contract_id)
        kept = keeping.record(contract, document["facts"], by, again=again)
        invoices, counted = _invoices(contract), agreement_of(contract).counts | MONEY
        return [
            replace(_answer(row, ADDED, invoices), counted=row.kind in counted)
            if key in kept.made
            else _answer(row, "", {})
            for key, row in kept.rows.items()
        ]


def listing(tenant: str, *, kind: str | None = None, period: str | None = None) -> list[Answer]:
    """A tenant's recorded facts, the withdrawn ones too, by kind and day."""
    with snapshot():
        query = select(RecordedFact).filter_by(tenant_id=tenants_named(tenant)[0].id)
        if kind is not None:
            query = query.filter_by(kind=kind)
        rows = db.session.scalars(query.order_by(RecordedFact.kind, RecordedFact.on, RecordedFact.id))
        return [_answer(row, "", {}) for row in rows if period is None or f"{row.on:%Y-%m}" == period]


def withdraw(name: str, *, reason: str, by: str) -> Answer:
    """Take a fact (``F17``) back; refused where the others do not stand without it."""
    with transaction():
        fact = keeping.named(name)
        contract = keeping.take_back(fact, reason=reason, by=by)
        return _answer(fact, WITHDRAWN, _invoices(contract))


def contract_of(tenant: str, contract_id: int | None) -> Contract:
    """The tenant's one contract, or the one that is named where it has several."""
    among = contracts_of(tenants_named(tenant)[0].id)
    ids = ", ".join(f"{one.id} (from {one.starts})" for one in among)
    chosen = [one for one in among if contract_id in (None, one.id)]
    if len(chosen) == 1:
        return chosen[0]
    if not among:
        raise NotFound(f"{tenant} has no contract", where="tenant")
    message = "names none of the tenant's" if contract_id is not None else f"{tenant} has {len(among)}"
    raise InvalidInput(message, where="contract", allowed=ids)


def _invoices(contract: Contract) -> dict[str, str]:
    """The numbers of the contract's settled months."""
    query = select(Invoice.period, Invoice.number).filter_by(
        tenant_id=contract.tenant_id, contract_id=contract.id, kind=Kind.SETTLEMENT.value
    )
    return dict(db.session.execute(query).tuples().all())


def answered(fact: RecordedFact) -> Answer:
    """One that was added now."""
    return _answer(fact, ADDED, {})


def _answer(fact: RecordedFact, status: str, invoices: dict[str, str]) -> Answer:
    return Answer(
        name=fact.name,
        kind=fact.kind,
        on=fact.on,
        document=fact.document,
        status=status or (WITHDRAWN if fact.withdrawn_at else KNOWN),
        invoiced=invoices.get(f"{fact.on:%Y-%m}", ""),
        reason=fact.reason or "",
    )
