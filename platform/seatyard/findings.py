"""Findings: what does not add up, counted and shown until a person clears it.

A finding is one per kind and key; seeing the same thing again raises its count.
Nothing is mended in silence: code that meets a difference reports it here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .db import Model, db
from .errors import NotFound


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


def report(kind: str, key: str, message: str, *, tenant_id: int | None = None, **detail: Any) -> None:
    """Record or count a finding in the caller's transaction (the caller commits)."""
    at = clock.now()
    known = db.session.scalar(select(Finding).filter_by(kind=kind, key=key).with_for_update())
    if known is None:
        known = Finding(kind=kind, key=key, count=0, first_at=at)
        db.session.add(known)
    known.count += 1
    known.last_at = at
    known.message, known.detail, known.tenant_id = message, detail, tenant_id
    known.cleared_at = known.cleared_by = None
    db.session.flush()


def still_open(kind: str | None = None) -> list[Finding]:
    """The findings that nobody has cleared, newest first."""
    query = select(Finding).where(Finding.cleared_at.is_(None)).order_by(Finding.last_at.desc())
    return list(db.session.scalars(query.filter_by(kind=kind) if kind else query))


def clear(finding_id: int, by: str) -> Finding:
    """Mark a finding as dealt with by this person. Seen again, it opens again."""
    finding = db.session.get(Finding, finding_id)
    if finding is None:
        raise NotFound("no such finding", where=f"finding {finding_id}")
    if finding.cleared_at is None:
        finding.cleared_at, finding.cleared_by = clock.now(), by
        db.session.commit()
    return finding
