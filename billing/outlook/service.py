"""The month that runs, computed each day as its close would if nothing more happened in it.

Seats stay to its end, unpaid bills unpaid; of calls, outages and whatever else happens it has those so far.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, null, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from esl.recordings import holds
from seatyard import clock
from seatyard.db import db, insert, snapshot, transaction
from seatyard.errors import SeatyardError
from seatyard.remembered import memory
from seatyard.sums import exact_sum

from ..contracts.service import contracts
from ..documents.data import without_evidence
from ..engine import Month
from ..facts import agreement_now
from ..invoices.computing import computed
from ..invoices.due import Due
from ..invoices.earlier import earlier
from .models import OutlookTotal

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds from one look for contracts that today's total is missing of to the next."""
AT_ONCE = 50
"""Contracts computed at a look: other work that the clock brings has its turn in between."""
KEPT = timedelta(days=400)
STILL_COMPUTED = timedelta(days=2)
"""A total is of a contract's own today, which is a day before or after ours at most."""
MONTHS = 24
"""Whose days a process remembers."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a month came to on a day of it."""

    on: date
    totals: dict[str, Decimal] = field(default_factory=dict)
    """By currency, of the contracts computed on it."""
    contracts: int = 0
    problems: int = 0
    """Of them, those that could not be computed."""


def due_now() -> int:
    """Compute today's totals that are missing; how many."""
    _forget()
    missing = _missing()[:AT_ONCE]
    for due, today in missing:
        _keep(due, today)
    return len(missing)


def compute(tenant: str | None = None) -> None:
    """Today's totals anew, of one tenant by name or of all; NotFound for an unknown tenant."""
    for due, today in list(_running(tenant)):
        _keep(due, today)


def days(period: str, tenant_id: int | None = None) -> list[Day]:
    """What a month came to day by day, of one tenant or of all."""
    if tenant_id is not None:
        return _days(period, OutlookTotal.tenant_id == tenant_id)
    since = clock.now().date() - STILL_COMPUTED
    return [*_over(period, since), *_days(period, OutlookTotal.on >= since)]


def _over(period: str, since: date) -> list[Day]:
    """The days of all that no total is computed of any more: summed up once by a process, until one goes."""
    known, before = memory("outlook_days", MONTHS), OutlookTotal.on < since
    count = db.session.scalar(select(func.count()).where(OutlookTotal.period == period, before))
    found: list[Day] | None = known.get(period, (since, count))
    if found is None:
        found = _days(period, before)
        known.keep(period, (since, count), found)
    return found


def _days(period: str, which: ColumnElement[bool]) -> list[Day]:
    row = OutlookTotal
    query = (
        select(row.on, row.currency, exact_sum(row.total), func.count(), _problems())
        .where(row.period == period, which)
        .group_by(row.on, row.currency)
        .order_by(row.on, row.currency)
    )
    found: list[Day] = []
    for on, some in groupby(db.session.execute(query).tuples(), key=itemgetter(0)):
        _, currencies, totals, contracts, problems = zip(*some, strict=True)
        found.append(Day(on, dict(zip(currencies, totals, strict=True)), sum(contracts), sum(problems)))
    return found


def latest(period: str, tenant_id: int | None = None, *, most: int | None = None) -> list[OutlookTotal]:
    """The last total of each contract, the largest first; of ``most`` contracts, or of all."""
    query = _latest(select(OutlookTotal), period, tenant_id)
    return list(
        db.session.scalars(query.order_by(OutlookTotal.total.desc(), OutlookTotal.contract_id).limit(most))
    )


def together(period: str) -> Day | None:
    """The last totals of all contracts, on the latest of their days: its own may not all be there yet."""
    row = OutlookTotal
    query = _latest(
        select(row.currency, exact_sum(row.total), func.max(row.on), func.count(), _problems()), period
    )
    found = db.session.execute(query.group_by(row.currency).order_by(row.currency)).tuples().all()
    if not found:
        return None
    currencies, totals, days, contracts, problems = zip(*found, strict=True)
    return Day(max(days), dict(zip(currencies, totals, strict=True)), sum(contracts), sum(problems))


def _latest(query: Select[Any], period: str, tenant_id: int | None = None) -> Select[Any]:
    query = query.where(OutlookTotal.period == period, OutlookTotal.latest)
    return query if tenant_id is None else query.where(OutlookTotal.tenant_id == tenant_id)


def _problems() -> ColumnElement[int]:
    return func.count(case((OutlookTotal.problem != "", 1)))


def running_month() -> str:
    """The latest month that any contract has a total of; empty where none has."""
    return db.session.scalar(select(func.max(OutlookTotal.period))) or ""


def _running(tenant: str | None = None) -> Iterator[tuple[Due, date]]:
    """The contracts that the month of their today is billed of, with that day."""
    now = clock.now()
    with snapshot():
        found = [(contract, name, agreement_now(contract)) for contract, name in contracts(tenant)]
    for contract, name, agreement in found:
        today = now.astimezone(agreement.zone).date()
        month = Month.of(today, agreement.zone)
        if agreement.active_in(month):
            yield Due(contract.id, contract.tenant_id, name, agreement, month), today


def _missing() -> list[tuple[Due, date]]:
    since = clock.now().date() - timedelta(days=2)
    with snapshot():
        query = select(OutlookTotal.contract_id, OutlookTotal.on).where(OutlookTotal.on >= since)
        there = set(db.session.execute(query).tuples())
    return [(due, today) for due, today in _running() if (due.contract_id, today) not in there]


def _keep(due: Due, today: date) -> None:
    """What cannot be computed stops nobody else's, unless it is the database that is away."""
    total, lines, problem = Decimal(0), dict[str, Any](), ""
    try:
        with snapshot():
            bill = computed(due, earlier(due.contract_id, due.month)).bill
            total, told = bill.total, without_evidence(bill)
            lines = {"items": told["lines"], "tax": told["tax"]}
    except (OperationalError, InterfaceError):
        raise
    except SeatyardError as error:
        problem = str(error)
    except Exception as error:
        log.exception("%s cannot be computed so far", due.key)
        problem = f"{type(error).__name__}: {error}"
    said: dict[str, Any] = {"total": total, "lines": lines or null(), "problem": problem}
    said |= {"computed_at": clock.now(), "latest": True}
    key = {"contract_id": due.contract_id, "on": today, "tenant_id": due.tenant_id}
    key |= {"period": due.month.name, "currency": due.agreement.currency.value}
    before = update(OutlookTotal).where(OutlookTotal.contract_id == due.contract_id, OutlookTotal.on < today)
    with transaction():
        db.session.execute(before.where(OutlookTotal.lines.is_not(None)).values(lines=null()))
        of_month = before.where(OutlookTotal.period == due.month.name, OutlookTotal.latest)
        db.session.execute(of_month.values(latest=False))
        new = insert(OutlookTotal).values(**key, **said)
        db.session.execute(new.on_conflict_do_update(index_elements=["contract_id", "on"], set_=said))


def _forget() -> None:
    with transaction():
        old = OutlookTotal.on < clock.now().date() - KEPT
        db.session.execute(delete(OutlookTotal).where(old, holds.unheld(OutlookTotal.tenant_id)))
