"""A contract's situation on a day, from the database. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from seatyard import clock
from seatyard.db import db

from ..arrears import Arrear, arrears
from ..clauses.reminders import Reminders
from ..clauses.suspension import Suspension
from ..clauses.termination import Termination
from ..engine import Agreement, Clause, Month
from ..engine.accounts import Account, accounts, made_on
from ..engine.penalties import pauses
from ..facts import agreement_now, facts_of
from ..invoices.earlier import earlier
from ..ledger.statement import receivables
from ..mails import outbox
from ..models import Contract
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
    agreement = agreement_now(contract)
    today = on or today_of(agreement)
    facts = facts_of(contract.tenant_id, contract.id, agreement, agreement.span, seats_time=False)
    issued = earlier(contract.id, Month.of(today, agreement.zone))
    rows = rows_of(contract.id)
    made = [one for one in issued if made_on(one.bill) <= today]
    clauses = agreement.version(today).clauses
    now = Situation(
        terms=Terms(*(_clause(clauses, kind) for kind in (Reminders, Suspension, Termination))),  # type: ignore[arg-type]
        accounts=accounts(
            made,
            [one for one in facts.payments if one.on <= today],
            [one for one in facts.adjustments if one.on <= today],
        ),
        history=History.of(row.past() for row in rows),
        today=today,
        away=pauses(clauses, facts.outages, agreement.zone),
        told=_told(rows, agreement),
    )
    return Matter(contract, agreement, now, rows, arrears(agreement, facts, issued, today))


def today_of(agreement: Agreement) -> date:
    return clock.now().astimezone(agreement.zone).date()


def rows_of(contract_id: int) -> list[DunningStep]:
    query = select(DunningStep).filter_by(contract_id=contract_id).order_by(DunningStep.id)
    return list(db.session.scalars(query))


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
