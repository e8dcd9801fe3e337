"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from .db import db
from .errors import InvalidInput

T = TypeVar("T")

LAST = 1_000_000_000
"""No list has as many pages; a database counts rows no further than 64 bits."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list."""

    entries: Sequence[T]
    number: int
    """Of this page, from 1."""
    total: int
    """Entries on all pages."""
    size: int
    """Entries on a full page."""

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def cursor(moment: datetime, *names: str) -> str:
    """A place in a list in order of time, after which a page begins; ``names`` tell same moments apart."""
    return "~".join([moment.isoformat(), *names])


def place(cursor: str, what: str, names: int = 1) -> tuple[datetime, list[str]]:
    """Of a cursor of a list of ``what``. Raises InvalidInput for one that no page gave."""
    moment, *told = cursor.split("~", names)
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or len(told) != names or not told[0] or "\0" in cursor:
        raise InvalidInput(f"not a place in a list of {what}", where="after")
    return found, told


def sliced(entries: Sequence[T], number: int = 1, size: int = 50) -> Page[T]:
    """One page of a list that is at hand."""
    number = min(max(1, number), LAST)
    return Page(entries[(number - 1) * size : number * size], number, len(entries), size)


def paged(query: Select[tuple[T]], number: int = 1, size: int = 50) -> Page[T]:
    """One page of an ordered query of one entity, with the number of all its rows."""
    number = min(max(1, number), LAST)
    total: int = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows: Sequence[Any] = db.session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, total, size)
