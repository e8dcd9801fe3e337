"""A contract's situation on a day, from the database. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased, selectinload

from esl.outages.standing import ahead
from seatyard import clock
from seatyard.db import db

from ..arrears import Arrear, accounts_on, made_by, of_accounts
from ..clauses.reminders import Reminders
from ..clauses.suspension import Suspension
from ..clauses.termination import Termination
from ..engine import Agreement, Clause, Facts, Issued, Month
from ..engine.accounts import Account
from ..engine.penalties import pauses
from ..facts import agreement_now, money_of
from ..invoices.earlier import earlier_of
from ..ledger.statement import receivables
from ..mails import outbox
from ..models import Contract
from ..recorded.reading import rows_of_many
from .due import Situation, Terms
from .history import History, Kind
from .models import DunningStep

C = TypeVar("C", bound=Clause)


@dataclass(frozen=True, slots=True)
class Matter:
    """A contract with what is open of it and what was done about that."""

    contract: Contract
    agreement: Agreement
    now: Situation
    rows: Sequence[DunningStep]
    """In order of their doing."""
    bills: tuple[Arrear, ...]
    """Those that something is owed for, with their late fees as the day ends."""

    @property
    def open(self) -> Decimal:
        return sum((bill.outstanding for bill in self.bills), Decimal(0))

    def account(self, bill: str) -> Account | None:
        return next((one for one in self.now.accounts if one.id == bill), None)


def matter(contract: Contract, on: date | None = None) -> Matter:
    """As it stands; ``on`` a day to come as it will stand then if nothing happens."""
    return matters([contract], on)[0]


def matters(contracts: Sequence[Contract], on: date | None = None) -> list[Matter]:
    """Of several, in their order: most of what is read of one is read of all at once."""
    ids = [contract.id for contract in contracts]
    facts, steps = rows_of_many(ids), _steps(ids)
    befell = ahead({contract.tenant_id for contract in contracts})
    agreements = {one.id: agreement_now(one, facts[one.id]) for one in contracts}
    days = {id: on or today_of(agreement) for id, agreement in agreements.items()}
    issued = earlier_of({id: Month.of(day, agreements[id].zone) for id, day in days.items()})
    return [
        _matter(
            contract,
            agreements[contract.id],
            money_of(contract.tenant_id, agreements[contract.id], facts[contract.id], befell),
            issued[contract.id],
            steps[contract.id],
            days[contract.id],
        )
        for contract in contracts
    ]


def of_ids(ids: Sequence[int]) -> list[Matter]:
    """Of the contracts of these ids, in their order."""
    query = select(Contract).where(Contract.id.in_(ids)).options(selectinload(Contract.changes))
    found = {one.id: one for one in db.session.scalars(query)}
    return matters([found[id] for id in ids])


def _matter(
    contract: Contract,
    agreement: Agreement,
    facts: Facts,
    issued: Sequence[Issued],
    rows: Sequence[DunningStep],
    today: date,
) -> Matter:
    made = made_by(issued, today)
    kept = accounts_on(facts, made, today)
    clauses = agreement.version(today).clauses
    now = Situation(
        terms=Terms(*(_clause(clauses, kind) for kind in (Reminders, Suspension, Termination))),  # type: ignore[arg-type]
        accounts=kept,
        history=History.of(row.past() for row in rows),
        today=today,
        away=pauses(clauses, facts.outages, agreement.zone),
        told=_told(rows, agreement),
    )
    return Matter(contract, agreement, now, rows, of_accounts(kept, made, agreement, facts, today))


def today_of(agreement: Agreement) -> date:
    return clock.now().astimezone(agreement.zone).date()


def rows_of(contract_id: int) -> list[DunningStep]:
    return _steps([contract_id])[contract_id]


def _steps(contract_ids: Collection[int]) -> dict[int, list[DunningStep]]:
    query = select(DunningStep).where(DunningStep.contract_id.in_(contract_ids)).order_by(DunningStep.id)
    found: dict[int, list[DunningStep]] = {contract_id: [] for contract_id in contract_ids}
    for row in db.session.scalars(query):
        found[row.contract_id].append(row)
    return found


def settled() -> ColumnElement[bool]:
    """Of a step: that its bill was settled by it or after it."""
    later = aliased(DunningStep)
    return exists().where(
        and_(
            later.contract_id == DunningStep.contract_id,
            later.bill == DunningStep.bill,
            later.kind == Kind.SETTLED.value,
            later.id >= DunningStep.id,
        )
    )


def concerned() -> list[int]:
    """The contracts that owe something by the ledger, or of which something was done that is not over."""
    owing = {contract_id for (_, contract_id, _), amount in receivables(date.max).items() if amount > 0}
    begun = select(DunningStep.contract_id).where(DunningStep.bill != "", ~settled()).distinct()
    return sorted(owing | set(db.session.scalars(begun)))


def _clause(clauses: Iterable[Clause], kind: type[C]) -> C | None:
    return next((one for one in clauses if isinstance(one, kind)), None)


def _told(rows: Iterable[DunningStep], agreement: Agreement) -> dict[int, date]:
    """The local days on which the e-mails of notices left."""
    notices = {row.letter: row.id for row in rows if row.kind == Kind.NOTICE}
    left = outbox.sent(list(notices)) if notices else {}
    return {notices[key]: at.astimezone(agreement.zone).date() for key, at in left.items()}
