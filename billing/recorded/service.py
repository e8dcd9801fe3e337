"""Facts told by people: added from a file, listed, withdrawn with a reason. None is ever changed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..cases.facts.reading import Entry
from ..contracts.service import agreement_of, contracts_of, tenants_named
from ..engine import Agreement, Kind
from ..facts import seats_of
from ..ledger import payments
from ..ledger.book import Party
from ..models import Contract, Invoice
from . import kinds
from .models import MARK, RecordedFact
from .reading import Told, read, rows_of, standing

ADDED, KNOWN, WITHDRAWN = "added", "known", "withdrawn"

Key = tuple[str, int]
"""The digest of a fact and which one of equal facts it is."""


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
        contract = _locked(_contract(tenant, contract_id))
        agreement = agreement_of(contract)
        rows = rows_of(contract.tenant_id, contract.id)
        known = {(row.digest, row.ordinal): row for row in rows}
        wanted = dict(_numbered(document["facts"], known if again else ()))
        fresh = {key: one for key, one in wanted.items() if key not in known}
        _check([*standing(rows), *fresh.values()], contract, agreement)
        made = {key: _fact(contract, agreement, key, one, by) for key, one in fresh.items()}
        db.session.add_all(made.values())
        db.session.flush()
        payments.come(_party(contract, agreement), made.values())
        invoices = _invoices(contract)
        added = {key: _answer(row, ADDED, invoices) for key, row in made.items()}
        counted = agreement.counts
        return [
            replace(added[key], counted=one.kind in counted) if key in made else _answer(known[key], "", {})
            for key, one in wanted.items()
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
        fact = _named(name)
        contract = _locked(db.session.get_one(Contract, fact.contract_id))
        db.session.refresh(fact)
        if fact.withdrawn_at is not None:
            message = f"withdrawn already by {fact.withdrawn_by}: {fact.reason}"
            raise Conflict(message, where=fact.name)
        rows = [row for row in rows_of(contract.tenant_id, contract.id) if row is not fact]
        agreement = agreement_of(contract)
        _check(standing(rows), contract, agreement)
        fact.withdrawn_at, fact.withdrawn_by, fact.reason = clock.now(), by, reason
        today = clock.now().astimezone(agreement.zone).date()
        payments.gone(_party(contract, agreement), fact, today)
        return _answer(fact, WITHDRAWN, _invoices(contract))


def _contract(tenant: str, contract_id: int | None) -> Contract:
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


def _party(contract: Contract, agreement: Agreement) -> Party:
    return Party(contract.tenant_id, contract.id, agreement.currency.value)


def _locked(contract: Contract) -> Contract:
    """Until the transaction's end, so that what is told at once is checked one after the other."""
    query = select(Contract).filter_by(id=contract.id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _numbered(facts: dict[str, list[Entry]], before: Collection[Key]) -> Iterator[tuple[Key, Told]]:
    """The entries with their keys, counting equal ones on from those before."""
    count: Counter[str] = Counter()
    for digest, ordinal in before:
        count[digest] = max(count[digest], ordinal)
    for kind, entries in facts.items():
        for at, entry in enumerate(entries):
            digest = _digest(kind, entry)
            count[digest] += 1
            yield (digest, count[digest]), Told(kind, entry, f"facts.{kind}[{at}]")


def _digest(kind: str, entry: Entry) -> str:
    text = json.dumps([kind, entry], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(facts: list[Told], contract: Contract, agreement: Agreement) -> None:
    read(facts, agreement, seats_of(contract.tenant_id, agreement.span))


def _fact(contract: Contract, agreement: Agreement, key: Key, told: Told, by: str) -> RecordedFact:
    return RecordedFact(
        tenant_id=contract.tenant_id,
        contract_id=contract.id,
        kind=told.kind,
        document=told.entry,
        on=kinds.day_of(told.entry, agreement, told.place),
        digest=key[0],
        ordinal=key[1],
        recorded_by=by,
    )


def _invoices(contract: Contract) -> dict[str, str]:
    """The numbers of the contract's settled months."""
    query = select(Invoice.period, Invoice.number).filter_by(
        tenant_id=contract.tenant_id, contract_id=contract.id, kind=Kind.SETTLEMENT.value
    )
    return dict(db.session.execute(query).tuples().all())


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


def _named(name: str) -> RecordedFact:
    digits = name.removeprefix(MARK)
    fact = db.session.get(RecordedFact, int(digits)) if digits.isascii() and digits.isdigit() else None
    if fact is None:
        raise NotFound(f"no recorded fact {name!r}", where="fact")
    return fact
