"""The pool as one asks for it: who holds which number, and how each came to be where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from seatyard.db import db

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


def entries(
    *, state: str | None = None, tenant: str | None = None, carrier: str | None = None, prefix: str = ""
) -> Iterator[Entry]:
    """The numbers that fit all that is given, in their order. ``tenant`` is a name."""
    columns = (Number.e164, Number.state, Number.carrier, Number.kept_for, Number.until)
    query = (
        select(*columns, Tenant.name.label("holder"), Flow.name.label("flow"))
        .outerjoin(Tenant, Tenant.id == Number.tenant_id)
        .outerjoin(Flow, Flow.id == Number.flow_id)
        .order_by(Number.e164)
    )
    if state:
        query = query.where(Number.state == state)
    if tenant:
        query = query.where(or_(Tenant.name == tenant, Number.kept_for == tenant))
    if carrier:
        query = query.where(Number.carrier == carrier)
    if prefix:
        query = query.where(Number.e164.startswith(prefix, autoescape=True))
    for row in db.session.execute(query.execution_options(yield_per=1000)):
        yield Entry(row.e164, row.state, row.carrier, row.holder or row.kept_for, row.until, row.flow)


def free(most: int = 100) -> list[str]:
    """Numbers that any tenant may have now, in their order."""
    query = select(Number.e164).where(Number.state == FREE).order_by(Number.e164)
    return list(db.session.scalars(query.limit(most)))


def history(e164: str) -> list[NumberChange]:
    """Every move of a number, the first first; those of one that is gone too."""
    query = select(NumberChange).filter_by(e164=e164).order_by(NumberChange.id)
    return list(db.session.scalars(query))
