"""Sums over the whole ledger are asked for once for each thing that is posted, not at each look."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Select, func, select

from seatyard.db import db
from seatyard.remembered import memory

from .models import LedgerTransaction

SUMS = 64
"""That a process remembers, each of some rows for every contract or month."""


def remembered(about: Hashable, query: Select[Any]) -> tuple[tuple[Any, ...], ...]:
    """A query's rows, which ``about`` names among all such queries. In the caller's transaction."""
    known, state = memory("ledger", SUMS), _state()
    rows: tuple[tuple[Any, ...], ...] | None = known.get(about, state)
    if rows is None:
        rows = tuple(tuple(row) for row in db.session.execute(query))
        known.keep(about, state, rows)
    return rows


def _state() -> tuple[Any, ...]:
    """How many transactions there are, and the last: the database refuses to change or delete one."""
    last = select(LedgerTransaction.id, LedgerTransaction.posted_at).order_by(LedgerTransaction.id.desc())
    count = db.session.scalar(select(func.count()).select_from(LedgerTransaction))
    return count, *(db.session.execute(last.limit(1)).one_or_none() or ())
