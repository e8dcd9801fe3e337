"""What code says: this was seen, this has gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update

from .. import clock
from ..db import db, insert, slices
from .kinds import kind_of
from .models import Finding

About = tuple[datetime, datetime]
"""The first and the last moment of what a finding is about."""


def report(
    kind: str,
    key: str,
    message: str,
    *,
    times: int = 1,
    tenant_id: int | None = None,
    about: About | None = None,
    billable: bool | None = None,
    **detail: Any,
) -> None:
    """Record or count a finding, seen so many times, in the caller's transaction (the caller commits).

    ``billable`` overrules the kind where the reporter knows that no money can hang on this one.
    ``detail["node"]`` names the node, where there is one.
    """
    at = clock.now()
    began, ended = about or (None, None)
    seen = {
        "message": message,
        "detail": detail,
        "tenant_id": tenant_id,
        "billable": kind_of(kind).billable if billable is None else billable,
        "about_from": began,
        "about_until": ended,
        "last_at": at,
    }
    first = insert(Finding).values(kind=kind, key=key, count=times, first_at=at, **seen)
    again = {
        **seen,
        "count": Finding.count + times,
        "first_at": case((Finding.cleared_at.is_(None), Finding.first_at), else_=first.excluded.first_at),
        "cleared_at": None,
        "cleared_by": None,
        "cleared_because": None,
    }
    db.session.scalars(
        first.on_conflict_do_update(index_elements=["kind", "key"], set_=again).returning(Finding),
        execution_options={"populate_existing": True},
    ).one()


def report_once(kind: str, key: str, message: str, **more: Any) -> None:
    """Record a finding about something that happened once, such as a call (the caller commits).

    Looked at again, it is neither counted again nor opened again when a person has cleared it. One whose
    cause seemed to have gone opens again.
    """
    known = select(Finding.id).filter_by(kind=kind, key=key)
    by_itself = Finding.cleared_at.is_not(None) & Finding.cleared_because.is_(None)
    if db.session.scalar(known.where(~by_itself)) is None:
        report(kind, key, message, **more)


def report_still(kind: str, key: str, message: str, **more: Any) -> None:
    """Record or count a finding about what is looked at again and again (the caller commits).

    What a person has cleared opens again only when the evidence (``detail``) is another one by now.
    """
    detail = {name: value for name, value in more.items() if name not in _OTHERS}
    cleared = select(Finding.detail).filter_by(kind=kind, key=key).where(Finding.cleared_because.is_not(None))
    if db.session.scalar(cleared) != detail:
        report(kind, key, message, **more)


_OTHERS = frozenset(("times", "tenant_id", "about", "billable"))
"""What ``report`` takes that is no evidence."""


def report_alone(kind: str, key: str, message: str, **more: Any) -> None:
    """Record a finding in a transaction of its own: what the caller had begun is undone. For refusals."""
    db.session.rollback()
    report(kind, key, message, **more)
    db.session.commit()


def resolve(kind: str, keys: Collection[str], by: str) -> None:
    """Clear the findings whose cause has gone, naming what took it away (the caller commits)."""
    open_ones = update(Finding).where(Finding.kind == kind, Finding.cleared_at.is_(None))
    for some in slices(keys):
        db.session.execute(
            open_ones.where(Finding.key.in_(some)).values(cleared_at=clock.now(), cleared_by=by)
        )
