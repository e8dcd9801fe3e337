"""What a page asks the database: each statement as it is sent, how long it took, and how it would be run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from seatyard.db import db

_SCAN = re.compile(r"Seq Scan on (\w+)")
_CONDITION = re.compile(r"Index Cond: (.*)")
_WALK = re.compile(r"Index Scan (?:Backward )?using (\w+) on (\w+)")


@dataclass(slots=True)
class Statement:
    text: str
    seconds: float
    plan: str = ""


@dataclass(slots=True)
class Heard:
    statements: list[Statement] = field(default_factory=list)

    @property
    def slowest(self) -> Statement | None:
        return max(self.statements, key=lambda one: one.seconds, default=None)


@contextmanager
def heard(*, explain: str = "", over: float = 0.0, as_big: int = 1) -> Iterator[Heard]:
    """The SELECTs of all connections meanwhile; with ``explain`` (``EXPLAIN``, ``EXPLAIN (ANALYZE)``) their
    plans, of those that took more than ``over`` seconds, asked on the same connection and so in its scope;
    as of tables ``as_big`` times as long."""
    found, began = Heard(), [0.0]

    def before(*_: Any) -> None:
        began[0] = time.perf_counter()

    def after(connection: Any, cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        if many or not text.lstrip().upper().startswith(("SELECT", "WITH")):
            return
        one = Statement(text, time.perf_counter() - began[0])
        found.statements.append(one)
        if explain and one.seconds >= over:
            with cursor.connection.cursor() as beside:
                beside.execute(f"SET LOCAL seq_page_cost = {as_big}")
                beside.execute(f"{explain} {text}", parameters)
                one.plan = "\n".join(row[0] for row in beside.fetchall())
                beside.execute("SET LOCAL seq_page_cost = 1")

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_cursor_execute", after)


@dataclass(frozen=True)
class Indexes:
    """What of a database's indexes a plan does not tell."""

    partial: frozenset[str] = frozenset()
    """Of a few rows by themselves."""
    begin: Mapping[str, str] = field(default_factory=dict)
    """By index its first column. A condition on a later one alone reads all of it."""


def scanned(plan: str, big: frozenset[str], indexes: Indexes | None = None) -> set[str]:
    """The big tables that a plan reads from end to end: as they lie, or along an index without a condition
    that it is in the order of.

    Along an index it may stop early: then there is a limit. Only to count, it reads the index alone.
    """
    along = set() if "Limit " in plan else _walked(plan, indexes or Indexes())
    return (set(_SCAN.findall(plan)) | along) & big


def _walked(plan: str, indexes: Indexes) -> set[str]:
    """Of one tenant's rows PostgreSQL may well take an index of another order that is short."""
    nodes = plan.split("->")
    found = ((_WALK.search(node), _CONDITION.search(node)) for node in nodes)
    walks = ((at, condition[1] if condition else "") for at, condition in found if at)
    return {
        at[2]
        for at, condition in walks
        if at[1] not in indexes.partial
        and not (condition and indexes.begin.get(at[1], "") in condition)
        and "tenant_id" not in condition
    }


def indexes() -> Indexes:
    partial = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
    begin = """
        SELECT indexrelid::regclass::text, attname FROM pg_index
        JOIN pg_attribute ON attrelid = indexrelid AND attnum = 1
    """
    with db.engine.connect() as connection:
        return Indexes(
            frozenset(connection.exec_driver_sql(partial).scalars()),
            dict(connection.exec_driver_sql(begin).tuples().all()),
        )


def big_tables(rows: int) -> frozenset[str]:
    """Tables, and parts of tables, with so many rows at least, as the last ANALYZE counted them."""
    query = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= {int(rows)}"  # noqa: S608
    with db.engine.connect() as connection:
        return frozenset(connection.exec_driver_sql(query).scalars())
