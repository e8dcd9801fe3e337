"""Open bills are reckoned once for each thing that comes to a contract, not at each look.

Bills, credit notes and facts are only ever added, and a fact withdrawn once at most: their numbers, with
when the last came, tell whether anything did. What was there and counts later only (a payment of tomorrow,
the bill of the month that runs) ends an answer on its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from seatyard.db import among, db
from seatyard.months import months_after
from seatyard.remembered import memory

from ..credits.models import CreditNote
from ..engine import Kind
from ..engine.accounts import MONEY
from ..models import Invoice
from ..recorded.models import RecordedFact

CONTRACTS = 20_000
"""That a process remembers."""
MANY, LISTS = 200, 16
"""Of so many contracts at once it is asked first whether anything came to anybody; such lists remembered."""
Left = dict[str, Decimal]
Reckon = Callable[[Collection[int], date], dict[int, Left]]


@dataclass(frozen=True, slots=True)
class _Answer:
    since: date
    until: date
    """The first day for which it does not hold."""
    left: Left


def remembered(contract_ids: Collection[int], on: date, reckon: Reckon) -> dict[int, Left]:
    """As ``reckon`` says of the contracts, asked for those alone that something may have changed of."""
    if len(contract_ids) < MANY:
        return _each(contract_ids, on, reckon)
    together, state = memory("open_bills_together", LISTS), _state()
    about = on, tuple(sorted(contract_ids))
    found: dict[int, Left] | None = together.get(about, state)
    if found is None:
        found = _each(contract_ids, on, reckon)
        together.keep(about, state, found)
    return found


def _each(contract_ids: Collection[int], on: date, reckon: Reckon) -> dict[int, Left]:
    known, states = memory("open_bills", CONTRACTS), _states(contract_ids)
    found: dict[int, Left] = {}
    for contract_id in contract_ids:
        answer: _Answer | None = known.get(contract_id, states[contract_id])
        if answer is not None and answer.since <= on < answer.until:
            found[contract_id] = answer.left
    missing = [one for one in contract_ids if one not in found]
    if missing:
        ends = _next_days(missing, on)
        for contract_id, left in reckon(missing, on).items():
            found[contract_id] = left
            known.keep(contract_id, states[contract_id], _Answer(on, ends.get(contract_id, date.max), left))
    return found


_fact = RecordedFact
_NUMBERS: tuple[tuple[InstrumentedAttribute[int], Select[Any]], ...] = (
    (Invoice.contract_id, select(func.count(), func.max(Invoice.finalised_at))),
    (CreditNote.contract_id, select(func.count(), func.max(CreditNote.id))),
    (
        _fact.contract_id,
        select(
            func.count(),
            func.max(_fact.recorded_at),
            func.count(_fact.withdrawn_at),
            func.max(_fact.withdrawn_at),
        ).where(_fact.kind.in_(MONEY)),
    ),
)
"""How many there are of each kind of row, and when the last came; and whose they are."""


def _state() -> tuple[Any, ...]:
    """Of the whole house."""
    return tuple(tuple(db.session.execute(query).one()) for _, query in _NUMBERS)


def _states(contract_ids: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """By contract."""
    found: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for at, (whose, query) in enumerate(_NUMBERS):
        each = query.add_columns(whose).where(among(whose, contract_ids)).group_by(whose)
        for *state, contract_id in db.session.execute(each):
            found[contract_id] += (at, *state)
    return found


def _next_days(contract_ids: Collection[int], on: date) -> dict[int, date]:
    """By contract the first day after ``on`` on which something counts that is there already."""
    found: dict[int, date] = {}
    for contract_id, day in _days(contract_ids, on):
        found[contract_id] = min(day, found.get(contract_id, date.max))
    return found


def _days(contract_ids: Collection[int], on: date) -> Iterator[tuple[int, date]]:
    fact, settled = RecordedFact, Invoice.kind == Kind.SETTLEMENT.value
    dated: tuple[Select[Any], ...] = (
        select(fact.contract_id, fact.on)
        .where(among(fact.contract_id, contract_ids), fact.kind.in_(MONEY))
        .where(fact.withdrawn_at.is_(None), fact.on > on),
        select(CreditNote.contract_id, CreditNote.on)
        .where(among(CreditNote.contract_id, contract_ids), CreditNote.on > on),
        select(Invoice.contract_id, Invoice.asked)
        .where(among(Invoice.contract_id, contract_ids), ~settled, Invoice.asked > on),
    )  # fmt: skip
    for query in dated:
        yield from db.session.execute(query).tuples()
    running = Invoice.period >= f"{on:%Y-%m}"
    months = select(Invoice.contract_id, Invoice.period).where(among(Invoice.contract_id, contract_ids))
    for contract_id, period in db.session.execute(months.where(settled | Invoice.asked.is_(None), running)):
        yield contract_id, months_after(date.fromisoformat(f"{period}-01"), 1)
