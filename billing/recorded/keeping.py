"""What was told, kept and taken back in the caller's transaction, with what it books."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from seatyard import clock
from seatyard.db import LARGEST_ID, db
from seatyard.errors import Conflict, NotFound

from ..cases.facts.reading import Entry
from ..contracts.service import agreement_of
from ..engine import Agreement, Facts
from ..facts import seats_of
from ..ledger import payments
from ..ledger.book import Party
from ..models import Contract
from . import kinds, money, sealed
from .models import MARK, RecordedFact
from .reading import Told, read, rows_of, standing

Key = tuple[str, int]
"""The digest of a fact and which one of equal facts it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of a document in their order."""

    rows: dict[Key, RecordedFact]
    made: frozenset[Key]
    """Those that were not there before."""


def record(
    contract: Contract,
    facts: dict[str, list[Entry]],
    by: str,
    *,
    again: bool = False,
    happened: bool = False,
) -> Kept:
    """Add them, all or none; ``service.add`` says more. Takes the contract's lock.

    ``happened``: refunds are of money that has gone already, whatever the payment had paid.
    """
    contract = locked(contract)
    agreement = agreement_of(contract)
    rows = rows_of(contract.tenant_id, contract.id)
    known = {(row.digest, row.ordinal): row for row in rows}
    wanted = dict(_numbered(facts, known if again else ()))
    fresh = {key: one for key, one in wanted.items() if key not in known}
    _check_added(contract, agreement, standing(rows), fresh.values(), happened)
    made = {key: _fact(contract, agreement, key, one, by) for key, one in fresh.items()}
    for fact, one in zip(made.values(), fresh.values(), strict=True):
        sealed.check(fact, agreement, one.place)
    db.session.add_all(made.values())
    db.session.flush()
    payments.come(party(contract, agreement), made.values())
    return Kept({key: made.get(key) or known[key] for key in wanted}, frozenset(made))


def take_back(fact: RecordedFact, *, reason: str, by: str) -> Contract:
    """Withdraw a fact; refused where the others do not stand without it. The contract that it was about."""
    contract = locked(db.session.get_one(Contract, fact.contract_id))
    db.session.refresh(fact)
    if fact.withdrawn_at is not None:
        message = f"withdrawn already by {fact.withdrawn_by}: {fact.reason}"
        raise Conflict(message, where=fact.name)
    rows = [row for row in rows_of(contract.tenant_id, contract.id) if row is not fact]
    agreement = agreement_of(contract)
    sealed.check(fact, agreement, fact.name)
    _read(standing(rows), contract, agreement)
    money.check_withdrawn(fact, rows)
    fact.withdrawn_at, fact.withdrawn_by, fact.reason = clock.now(), by, reason
    today = clock.now().astimezone(agreement.zone).date()
    payments.gone(party(contract, agreement), fact, today)
    return contract


def named(name: str) -> RecordedFact:
    """The fact called ``F17``; NotFound for none."""
    digits = name.removeprefix(MARK)
    id = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else 0
    fact = db.session.get(RecordedFact, id) if 0 < id <= LARGEST_ID else None
    if fact is None:
        raise NotFound(f"no recorded fact {name!r}", where="fact")
    return fact


def party(contract: Contract, agreement: Agreement) -> Party:
    return Party(contract.tenant_id, contract.id, agreement.currency.value)


def locked(contract: Contract) -> Contract:
    """Until the transaction's end, so that what is told at once is checked one after the other."""
    query = select(Contract).filter_by(id=contract.id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _check_added(
    contract: Contract, agreement: Agreement, before: list[Told], fresh: Iterable[Told], happened: bool
) -> None:
    """By the readers of cases, then, where money is among them, by what it takes from."""
    added = list(fresh)
    if not any(one.kind in money.MOVES for one in added):
        _read([*before, *added], contract, agreement)
        return
    marked = [Told(one.kind, {**one.entry, "id": one.place}, one.place) for one in added]
    after = _read([*before, *marked], contract, agreement)
    places = {one.place: one.place for one in added}
    money.check_added(contract, agreement, _read(before, contract, agreement), after, places, happened)


def _read(facts: list[Told], contract: Contract, agreement: Agreement) -> Facts:
    return read(facts, agreement, seats_of(contract.tenant_id, agreement.span))


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
