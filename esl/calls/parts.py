"""PostgreSQL keeps calls and legs by the month (UTC) in which they started: a part of the table for each.

The parts are made ahead. A call of a month that has none is kept in the table's default part, so that
nothing is ever refused, and moves when its month is made. SQLite has one table.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import takewhile

from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from seatyard import clock, findings
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Unavailable
from seatyard.months import months_after

from ..dropping.boundary import kept_from

log = logging.getLogger(__name__)

TABLES = ("conversations", "legs")
AHEAD, BACK = 3, 120
"""Months after this one that are made ahead, and before it that are made when calls of them come."""
EVERY = 3600.0
"""Seconds from one look of the clock, and of each worker, to the next."""
HOMELESS = "calls_without_month"
FOLDING, LOCK = 0x5EA7F01D, 0x5EA7F01E
"""PostgreSQL's advisory locks, under which one process folds, and one makes parts."""
PATIENCE = "3s"
"""How long the making waits for whoever reads the default part; it is tried again later."""


def keep_ahead() -> int:
    """Make the parts of this month and the next ones, and of those whose calls lie in the default part; how
    many months.

    Each month in a transaction of its own. What lies in the default part after that, of months that
    no call can be of, is a finding.
    """
    if db.engine.dialect.name != "postgresql":
        return 0
    this = clock.now().date().replace(day=1)
    first, last = months_after(this, -BACK), months_after(this, AHEAD)
    with snapshot():
        homeless, kept = set(default_rows()), kept_from()
    if kept is not None:
        first = max(first, kept.date())
    wanted = {months_after(this, after) for after in range(AHEAD + 1)} | homeless
    many = sum(make(month) for month in sorted(wanted) if first <= month <= last)
    _tell(sorted(month for month in homeless if not first <= month <= last))
    return many


def made_ahead() -> tuple[bool, int]:
    """Whether this month has its parts, and how many after it have, up to the first that has not.

    SQLite's one table has room for all.
    """
    if db.engine.dialect.name != "postgresql":
        return True, AHEAD
    this = clock.now().date().replace(day=1)
    months = (months_after(this, after) for after in range(BACK))
    many = sum(1 for _ in takewhile(_is_made, months))
    return many > 0, max(many - 1, 0)


def default_rows() -> list[date]:
    """Months, by their first day, of which calls lie in the default part."""
    return sorted({month for table in TABLES for month in _in_default(table)})


def make(month: date) -> bool:
    """The parts of a month, given by its first day, with what lies of it in the default parts; False when it
    had them."""
    if _is_made(month):
        return False
    with alone():
        for lock in (LOCK, FOLDING):  # nobody folds into a default part that is being emptied
            db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
        for table in TABLES:
            if not _has(table, month):
                _make(table, month)
    return True


@contextmanager
def alone() -> Iterator[None]:
    """A transaction that needs tables for itself. Others, who wait behind it, do not wait for long:
    Unavailable, and it is tried again later."""
    try:
        with transaction():
            _run(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            yield
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        message = f"somebody has been reading calls for more than {PATIENCE}: ask again, and it goes on"
        raise Unavailable(message, where="months of calls") from None


def is_attached(table: str, month: date) -> bool:
    """Whether a month has its part, and the table has it."""
    parent = text("SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = to_regclass(:name)")
    return bool(db.session.scalar(parent, {"name": part(table, month)}) == table)


def part(table: str, month: date) -> str:
    """``conversations_2026_03``"""
    return f"{table}_{month:%Y_%m}"


def _make(table: str, month: date) -> None:
    name, (begins, ends) = part(table, month), _bounds(month)
    _run(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
    its = f"started_at >= '{begins}' AND started_at < '{ends}'"
    moved = f"DELETE FROM {table}_default WHERE {its} RETURNING *"  # noqa: S608
    _run(f"WITH moved AS ({moved}) INSERT INTO {name} SELECT * FROM moved")  # noqa: S608
    for security in ("ENABLE", "FORCE"):  # a tenant asks through the whole table, whose policy holds there
        _run(f"ALTER TABLE {name} {security} ROW LEVEL SECURITY")
    everyone = "(SELECT current_setting('seatyard.tenant', true) = 'everyone')"
    _run(f"CREATE POLICY tenants_rows ON {name} USING ({everyone})")
    _run(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{begins}') TO ('{ends}')")
    log.info("%s made", name)


def _is_made(month: date) -> bool:
    return all(_has(table, month) for table in TABLES)


def _has(table: str, month: date) -> bool:
    name = {"name": part(table, month)}
    return db.session.scalar(text("SELECT to_regclass(:name)"), name) is not None


def _bounds(month: date) -> tuple[str, str]:
    return f"{month.isoformat()} 00:00+00", f"{months_after(month, 1).isoformat()} 00:00+00"


def _in_default(table: str) -> Iterator[date]:
    month = "date_trunc('month', started_at AT TIME ZONE 'UTC')"
    for found in db.session.scalars(text(f"SELECT DISTINCT {month} FROM {table}_default")):  # noqa: S608
        yield found.date()


def _tell(homeless: Iterable[date]) -> None:
    named = [f"{month:%Y-%m}" for month in homeless]
    with transaction():
        for month in named:
            message = f"calls of {month}, when nobody can have telephoned: was a node's clock wrong?"
            findings.report_once(HOMELESS, month, message)
        gone = [finding.key for finding in findings.still_open(HOMELESS) if finding.key not in named]
        findings.resolve(HOMELESS, gone, by="switch run")


def _run(statement: str) -> None:
    """Of names and moments that are made here."""
    db.session.connection().exec_driver_sql(statement)
