"""What code says: this was seen, this has gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import db, insert, slices
from .kinds import kind_of
from .models import Finding

About = tuple[datetime, datetime]
"""The first and the last moment of what a finding is about."""


@dataclass(frozen=True)
class Seen:
    """One of many of a kind that are reported together."""

    key: str
    message: str
    detail: dict[str, Any]
    """The evidence; ``node`` names the node, where there is one."""
    tenant_id: int | None = None
    about: About | None = None


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
    row = _row(kind, Seen(key, message, detail, tenant_id, about), times, billable)
    db.session.scalars(
        _recorded_or_counted().values(row).returning(Finding), execution_options={"populate_existing": True}
    ).one()


def _row(kind: str, seen: Seen, times: int = 1, billable: bool | None = None) -> dict[str, Any]:
    at = clock.now()
    began, ended = seen.about or (None, None)
    return {
        "kind": kind,
        "key": seen.key,
        "message": seen.message,
        "detail": seen.detail,
        "tenant_id": seen.tenant_id,
        "billable": kind_of(kind).billable if billable is None else billable,
        "about_from": began,
        "about_until": ended,
        "count": times,
        "first_at": at,
        "last_at": at,
    }


_RENEWED = ("message", "detail", "tenant_id", "billable", "about_from", "about_until", "last_at")


def _recorded_or_counted() -> postgresql.Insert | sqlite.Insert:
    """Of rows as ``_row`` makes them."""
    first = insert(Finding)
    again = {name: first.excluded[name] for name in _RENEWED} | {
        "count": Finding.count + first.excluded.count,
        "first_at": case((Finding.cleared_at.is_(None), Finding.first_at), else_=first.excluded.first_at),
        "cleared_at": None,
        "cleared_by": None,
        "cleared_because": None,
    }
    return first.on_conflict_do_update(index_elements=["kind", "key"], set_=again)


def report_once(kind: str, key: str, message: str, **more: Any) -> None:
    """Record a finding about something that happened once, such as a call (the caller commits).

    Looked at again, it is neither counted again nor opened again when a person has cleared it. One whose
    cause seemed to have gone opens again.
    """
    if not _settled(kind, [key]):
        report(kind, key, message, **more)


def report_all_once(kind: str, seen: Iterable[Seen]) -> None:
    """``report_once`` of each, in a few statements for a thousand of them (the caller commits)."""
    for some in slices(seen):
        settled = _settled(kind, [one.key for one in some])
        if rows := [_row(kind, one) for one in some if one.key not in settled]:
            db.session.execute(_recorded_or_counted(), rows)


def _settled(kind: str, keys: Collection[str]) -> set[str]:
    """Those of these that are known and not to be recorded again."""
    by_itself = Finding.cleared_at.is_not(None) & Finding.cleared_because.is_(None)
    known = select(Finding.key).where(Finding.kind == kind, Finding.key.in_(keys), ~by_itself)
    return set(db.session.scalars(known))


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
