"""The drafts of a month: computed for every contract, kept, and computed again over whatever has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from seatyard import clock, parallel
from seatyard.db import db, insert, snapshot, transaction
from seatyard.errors import SeatyardError

from ..documents import data
from ..engine import Issued, Kind, Month
from ..findings.guard import refuse, stopping
from ..invoices.computing import Computed, computed
from ..invoices.due import Due
from ..invoices.earlier import check_order, earlier
from ..invoices.finalise import find
from ..invoices.prepared import prepared
from .changes import Change, changes
from .models import InvoiceDraft
from .reasons import Setting, texts

log = logging.getLogger(__name__)

NEW, SAME, OTHER, REFUSED, FINALISED = "new", "unchanged", "changed", "refused", "finalised"
"""What became of a contract's draft: made; as it was; computed to something else; not computable; there is an
invoice already."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of one contract's draft."""

    tenant: str
    contract: int
    status: str
    currency: str
    total: Decimal
    before: Decimal | None
    """The total of the month before, where there is an invoice of it."""
    number: str = ""
    """Of the invoice that there is."""
    problem: str = ""
    """Why it cannot be computed, or not be finalised as things are."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a draft is to say."""

    fingerprint: str = ""
    total: Decimal = Decimal(0)
    before: Decimal | None = None
    problem: str = ""
    document: dict[str, Any] | None = None
    changes: tuple[Change, ...] = ()


def draft(
    period: str,
    tenant: str | None = None,
    *,
    first: bool = False,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Drafted]:
    """Compute and keep the drafts of a month that is over, for one tenant by name or for all.

    They converge: over the same facts nothing changes. No number is given, nothing is booked, and what is
    invoiced already is left alone. ``first``, ``jobs``, ``progress`` and what is raised as for
    ``invoices.close``.
    """
    due = prepared(period, tenant)
    made: dict[int, Drafted] = {}
    for at, one in parallel.each(lambda one: _drafted(one, first), due, jobs):
        made[at] = _keep(due[at], _Found(problem=str(one))) if isinstance(one, parallel.Died) else one
        progress(len(made), len(due))
    return [one for _, one in sorted(made.items())]


def _drafted(due: Due, first: bool) -> Drafted:
    """What cannot be computed stops nobody else's, unless it is the database that is away."""
    try:
        with snapshot():
            standing = find(due.contract_id, due.month.name)
            found = _found(due, first) if standing is None else _Found()
    except (OperationalError, InterfaceError):
        raise
    except SeatyardError as error:
        found = _Found(problem=str(error))
    except Exception as error:
        log.exception("%s cannot be drafted", due.key)
        found = _Found(problem=f"{type(error).__name__}: {error}")
    if standing is not None:
        currency = due.agreement.currency.value
        return Drafted(
            due.tenant, due.contract_id, FINALISED, currency, standing.total, None, standing.number
        )
    return _keep(due, found)


def _found(due: Due, first: bool) -> _Found:
    issued = earlier(due.contract_id, due.month)
    check_order(due.agreement, due.month, issued, first=first)
    made = computed(due, issued)
    last = _month_before(due, issued)
    found = _Found(
        made.fingerprint,
        made.bill.total,
        None if last is None else last.bill.total,
        document=data.without_evidence(made.bill),
        changes=() if last is None else tuple(_changes(due, made, last)),
    )
    try:
        refuse(due.tenant, due.month, stopping(due.tenant_id, due.month))
    except SeatyardError as error:
        return replace(found, problem=str(error))
    return found


def _month_before(due: Due, issued: tuple[Issued, ...]) -> Issued | None:
    """The settlement of the month before this one."""
    settled = [one for one in issued if one.bill.kind is Kind.SETTLEMENT]
    last = settled[-1] if settled else None
    if last is None or Month.parse(last.bill.period, due.agreement.zone).next.name != due.month.name:
        return None
    return last


def _changes(due: Due, made: Computed, last: Issued) -> list[Change]:
    before = Month.parse(last.bill.period, due.agreement.zone)
    return changes(made.bill, last.bill, Setting(due.agreement, due.month, before, made.facts.seats))


def _keep(due: Due, found: _Found) -> Drafted:
    """The draft as it is now; over the same facts only the time of looking is new."""
    now = clock.now()
    key = {"contract_id": due.contract_id, "period": due.month.name}
    columns: dict[str, Any] = {
        "fingerprint": found.fingerprint,
        "total": found.total,
        "before": found.before,
        "problem": found.problem,
        "document": found.document or {},
        "changes": {"items": [_said(change) for change in found.changes]},
    }
    with transaction():
        whole = {**key, **columns, "tenant_id": due.tenant_id, "changed_at": now, "computed_at": now}
        whole["currency"] = due.agreement.currency.value
        new = insert(InvoiceDraft).values(**whole).on_conflict_do_nothing().returning(InvoiceDraft.id)
        status = NEW if db.session.scalar(new) is not None else SAME
        if status == SAME:
            kept = db.session.scalars(select(InvoiceDraft).filter_by(**key).with_for_update()).one()
            kept.computed_at = now
            if {name: getattr(kept, name) for name in columns} != columns:
                status, kept.changed_at = OTHER, now
                for name, value in columns.items():
                    setattr(kept, name, value)
    status = status if found.document else REFUSED
    return Drafted(
        due.tenant,
        due.contract_id,
        status,
        due.agreement.currency.value,
        found.total,
        found.before,
        problem=found.problem,
    )


def _said(change: Change) -> dict[str, Any]:
    told = asdict(change)
    amounts = {name: None if told[name] is None else data.plain(told[name]) for name in ("before", "now")}
    why = texts(change.why)
    return {"clause": change.clause, "description": data.of_text(change.description), **amounts, "why": why}
