"""Which findings there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select

from .. import clock
from ..db import db
from ..paging import Page, Part, paged, part
from .models import Finding

NOBODY = "-"
"""As an owner to look for: those that nobody looks after."""


@dataclass(frozen=True)
class Filters:
    """Which findings; what is None or empty does not narrow."""

    cleared: bool = False
    kind: str = ""
    owner: str = ""
    """A login, or ``-`` for those that nobody looks after."""
    billable: bool = False
    """Only those that money may hang on."""
    days: int = 0
    """Only those as many days old, or older."""
    tenant_id: int | None = None


def still_open(kind: str | None = None) -> list[Finding]:
    """The findings that nobody has cleared, newest first; of one moment, as they were found."""
    query = select(Finding).where(Finding.cleared_at.is_(None)).order_by(Finding.last_at.desc(), Finding.id)
    return list(db.session.scalars(query.filter_by(kind=kind) if kind else query))


def listing(wanted: Filters | None = None, *, page: int = 1, size: int = 50) -> Page[Finding]:
    """Findings a page at a time: open ones from the oldest on, cleared ones the last first."""
    wanted = wanted or Filters()
    query = narrowed(wanted)
    order = (Finding.cleared_at.desc(),) if wanted.cleared else (Finding.first_at,)
    return paged(query.order_by(*order, Finding.id), page, size)


def part_of(wanted: Filters, after: str = "", limit: int = 50) -> Part[Finding]:
    """Findings in the order in which they were first recorded, those after one."""
    return part(narrowed(wanted), Finding.id, after, limit)


def narrowed(wanted: Filters) -> Select[tuple[Finding]]:
    """The query of these findings, in no order."""
    cleared = Finding.cleared_at.is_not(None) if wanted.cleared else Finding.cleared_at.is_(None)
    query = select(Finding).where(cleared)
    if wanted.kind:
        query = query.filter_by(kind=wanted.kind)
    if wanted.owner:
        query = query.filter_by(owner=None if wanted.owner == NOBODY else wanted.owner)
    if wanted.billable:
        query = query.where(Finding.billable)
    if wanted.days:
        query = query.where(Finding.first_at <= clock.now() - timedelta(days=wanted.days))
    if wanted.tenant_id is not None:
        query = query.filter_by(tenant_id=wanted.tenant_id)
    return query


def open_kinds() -> dict[str, int]:
    """How many findings of each kind nobody has cleared."""
    query = select(Finding.kind, func.count()).where(Finding.cleared_at.is_(None)).group_by(Finding.kind)
    return dict(sorted(db.session.execute(query).tuples().all()))
