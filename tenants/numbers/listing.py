"""The pool as one asks for it: who holds which number, and how each came to be where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import LAST, Page, Part

from ..models import Flow, Number, NumberChange, Tenant
from .states import FREE


@dataclass(frozen=True)
class Entry:
    e164: str
    state: str
    carrier: str | None
    tenant: str | None
    """Whose it is, or whom it is kept for."""
    until: date | None
    flow: str | None


@dataclass(frozen=True)
class Filters:
    """Which numbers; what is empty does not narrow."""

    state: str | None = None
    tenant: str | None = None
    """By name: whose they are, or whom they are kept for."""
    carrier: str | None = None
    prefix: str = ""


def entries(
    *, state: str | None = None, tenant: str | None = None, carrier: str | None = None, prefix: str = ""
) -> Iterator[Entry]:
    """The numbers that fit all that is given, in their order. ``tenant`` is a name."""
    query = _narrowed(Filters(state, tenant, carrier, prefix)).order_by(Number.e164)
    for row in db.session.execute(query.execution_options(yield_per=1000)):
        yield _entry(row)


def listing(wanted: Filters, page: int = 1, size: int = 50) -> Page[Entry]:
    """A page of the numbers, in their order."""
    number, query = min(max(1, page), LAST), _narrowed(wanted)
    total = db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = db.session.execute(query.order_by(Number.e164).limit(size).offset((number - 1) * size))
    return Page([_entry(row) for row in rows], number, total, size)


def part_of(wanted: Filters, after: str = "", limit: int = 50) -> Part[Entry]:
    """A part of the numbers in their order, those after a number."""
    query = _narrowed(wanted).where(*([Number.e164 > after] if after else []))
    rows = db.session.execute(query.order_by(Number.e164).limit(limit + 1)).all()
    shown = [_entry(row) for row in rows[:limit]]
    return Part(shown, shown[-1].e164 if len(rows) > limit else "")


def one(e164: str) -> Entry:
    """NotFound when the pool has none such."""
    row = db.session.execute(_narrowed(Filters()).where(Number.e164 == e164)).one_or_none()
    if row is None:
        raise NotFound("is not in the operator's pool", where=e164)
    return _entry(row)


def counted() -> dict[str, int]:
    """How many numbers are in each state."""
    query = select(Number.state, func.count()).group_by(Number.state)
    return dict(db.session.execute(query).tuples().all())


def _narrowed(wanted: Filters) -> Select[Any]:
    columns = (Number.e164, Number.state, Number.carrier, Number.kept_for, Number.until)
    query = (
        select(*columns, Tenant.name.label("holder"), Flow.name.label("flow"))
        .outerjoin(Tenant, Tenant.id == Number.tenant_id)
        .outerjoin(Flow, Flow.id == Number.flow_id)
    )
    if wanted.state:
        query = query.where(Number.state == wanted.state)
    if wanted.tenant:
        query = query.where(or_(Tenant.name == wanted.tenant, Number.kept_for == wanted.tenant))
    if wanted.carrier:
        query = query.where(Number.carrier == wanted.carrier)
    if wanted.prefix:
        query = query.where(Number.e164.startswith(wanted.prefix, autoescape=True))
    return query


def _entry(row: Any) -> Entry:
    return Entry(row.e164, row.state, row.carrier, row.holder or row.kept_for, row.until, row.flow)


def free(most: int = 100) -> list[str]:
    """Numbers that any tenant may have now, in their order."""
    query = select(Number.e164).where(Number.state == FREE).order_by(Number.e164)
    return list(db.session.scalars(query.limit(most)))


def history(e164: str) -> list[NumberChange]:
    """Every move of a number, the first first; those of one that is gone too."""
    query = select(NumberChange).filter_by(e164=e164).order_by(NumberChange.id)
    return list(db.session.scalars(query))
