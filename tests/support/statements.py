"""What a page asks the database: each statement as it is sent, how long it took, and how it would be run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from seatyard.db import db

_SCAN = re.compile(r"Seq Scan on (\w+)")
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


def scanned(plan: str, big: frozenset[str], partial: frozenset[str] = frozenset()) -> set[str]:
    """The big tables that a plan reads from end to end: as they lie, or along an index without a condition.

    Along an index it may stop early: then there is a limit. ``partial`` indexes are of a few rows by
    themselves. Only to count, it reads the index alone.
    """
    return (set(_SCAN.findall(plan)) | (set() if "Limit " in plan else _walked(plan, partial))) & big


def _walked(plan: str, partial: frozenset[str]) -> set[str]:
    """Tables read along the whole of an index: no ``Index Cond`` stands in the node."""
    nodes = plan.split("->")
    found = ((_WALK.search(node), node) for node in nodes)
    return {at[2] for at, node in found if at and at[1] not in partial and "Index Cond" not in node}


def partial_indexes() -> frozenset[str]:
    query = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
    with db.engine.connect() as connection:
        return frozenset(connection.exec_driver_sql(query).scalars())


def big_tables(rows: int) -> frozenset[str]:
    """Tables, and parts of tables, with so many rows at least, as the last ANALYZE counted them."""
    query = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= {int(rows)}"  # noqa: S608
    with db.engine.connect() as connection:
        return frozenset(connection.exec_driver_sql(query).scalars())
