"""Findings: what does not add up, counted and shown until a person clears it.

A finding is one per kind and key; seeing the same thing again raises its count.
Nothing is mended in silence: code that meets a difference reports it here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .db import Model, db, insert, slices
from .errors import NotFound
from .paging import Page, paged


class Finding(Model):
    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    """What it is about, unique within the kind: a call, an address, a node."""
    tenant_id: Mapped[int | None] = mapped_column(index=True)
    message: Mapped[str]
    detail: Mapped[dict[str, Any]]
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]


def report(
    kind: str, key: str, message: str, *, times: int = 1, tenant_id: int | None = None, **detail: Any
) -> None:
    """Record or count a finding, seen so many times, in the caller's transaction (the caller commits)."""
    at = clock.now()
    seen = {"message": message, "detail": detail, "tenant_id": tenant_id, "last_at": at}
    first = insert(Finding).values(kind=kind, key=key, count=times, first_at=at, **seen)
    again = {**seen, "count": Finding.count + times, "cleared_at": None, "cleared_by": None}
    db.session.scalars(
        first.on_conflict_do_update(index_elements=["kind", "key"], set_=again).returning(Finding),
        execution_options={"populate_existing": True},
    ).one()


def report_alone(
    kind: str, key: str, message: str, *, times: int = 1, tenant_id: int | None = None, **detail: Any
) -> None:
    """Record a finding in a transaction of its own: what the caller had begun is undone. For refusals."""
    db.session.rollback()
    report(kind, key, message, times=times, tenant_id=tenant_id, **detail)
    db.session.commit()


def resolve(kind: str, keys: Collection[str], by: str) -> None:
    """Clear the findings whose cause has gone, naming what took it away (the caller commits)."""
    open_ones = update(Finding).where(Finding.kind == kind, Finding.cleared_at.is_(None))
    for some in slices(keys):
        db.session.execute(
            open_ones.where(Finding.key.in_(some)).values(cleared_at=clock.now(), cleared_by=by)
        )


def still_open(kind: str | None = None) -> list[Finding]:
    """The findings that nobody has cleared, newest first."""
    query = select(Finding).where(Finding.cleared_at.is_(None)).order_by(Finding.last_at.desc())
    return list(db.session.scalars(query.filter_by(kind=kind) if kind else query))


def listing(*, cleared: bool = False, kind: str = "", page: int = 1) -> Page[Finding]:
    """Findings, open or cleared, newest first."""
    query = select(Finding).where(
        Finding.cleared_at.is_not(None) if cleared else Finding.cleared_at.is_(None)
    )
    if kind:
        query = query.filter_by(kind=kind)
    return paged(query.order_by(Finding.last_at.desc(), Finding.id.desc()), page)


def open_kinds() -> dict[str, int]:
    """How many findings of each kind nobody has cleared."""
    query = select(Finding.kind, func.count()).where(Finding.cleared_at.is_(None)).group_by(Finding.kind)
    return dict(sorted(db.session.execute(query).tuples().all()))


def clear(finding_id: int, by: str) -> Finding:
    """Mark a finding as dealt with by this person. Seen again, it opens again."""
    finding = db.session.get(Finding, finding_id)
    if finding is None:
        raise NotFound("no such finding", where=f"finding {finding_id}")
    if finding.cleared_at is None:
        finding.cleared_at, finding.cleared_by = clock.now(), by
        db.session.commit()
    return finding
