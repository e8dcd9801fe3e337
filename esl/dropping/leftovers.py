"""What is kept of legs by their names, elsewhere than with them: it goes when they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, column, delete, inspect, select, table, tuple_

from seatyard.db import db, slices, snapshot, transaction

from ..calls.months import its_rows
from ..models import CdrRecord, Hangup, Leg, LegLink
from ..seat_time.models import LegHold

AT_ONCE = 5000
"""Legs of one transaction."""
KEY = ("tenant_id", "node_id", "uuid", "leg")
"""That legs are kept by."""


def of_part(name: str) -> None:
    """Of the legs of a detached part, which is dropped afterwards; of none where it is gone. Commits as it
    goes, and may begin again."""
    with snapshot():
        if not inspect(db.session.connection()).has_table(name):
            return
    legs = table(name, *(column(one) for one in (*KEY, "cdr_id")))
    key: Sequence[ColumnElement[Any]] = [legs.c[one] for one in KEY]
    query, last = select(legs.c.cdr_id, *key).order_by(*key).limit(AT_ONCE), None
    while True:
        with transaction():
            further = query if last is None else query.where(tuple_(*key) > tuple_(*last))
            rows = db.session.execute(further).all()
            _let_go(rows)
        if len(rows) < AT_ONCE:
            return
        last = tuple(rows[-1][1:])


def of_rows(month: date) -> None:
    """Of a month's legs, and the legs themselves. Commits as it goes."""
    g, more = Leg, True
    while more:
        with transaction():
            query = select(g.cdr_id, g.tenant_id, g.node_id, g.uuid, g.leg)
            rows = db.session.execute(query.where(its_rows(g, month)).limit(AT_ONCE)).all()
            for some in slices(tuple(row[1:]) for row in rows):
                named = tuple_(g.tenant_id, g.node_id, g.uuid, g.leg).in_(some)
                db.session.execute(delete(g).where(named))
            _let_go(rows)
            more = bool(rows)


def references(name: str) -> list[str]:
    """The foreign keys of a detached part, which would hold the records of its legs; of none: nothing."""
    found = inspect(db.session.connection())
    return [str(one["name"]) for one in found.get_foreign_keys(name)] if found.has_table(name) else []


def _let_go(rows: Sequence[Row[Any]]) -> None:
    """``rows``: a record's id, and a leg's key."""
    channels = {(row.node_id, row.uuid) for row in rows}
    _delete(CdrRecord, CdrRecord.id.in_, [row.cdr_id for row in rows])
    for model in (LegLink, Hangup):
        _delete(model, tuple_(model.node_id, model.uuid).in_, sorted(channels))
    held = tuple_(LegHold.tenant_id, LegHold.node_id, LegHold.uuid, LegHold.leg)
    _delete(LegHold, held.in_, [tuple(row[1:]) for row in rows])


def _delete(model: Any, among: Callable[[Any], Any], keys: Sequence[Any]) -> None:
    for some in slices(keys):
        db.session.execute(delete(model).where(among(some)))
