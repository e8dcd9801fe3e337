"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from .db import LARGEST_ID, db
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


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a list walked by cursor: what is added meanwhile neither repeats nor hides an entry."""

    entries: Sequence[T]
    after: str
    """What to ask for the next part with; empty on the last one."""


def part(
    query: Select[tuple[T]], by: Any, after: str = "", size: int = 50, *, descending: bool = False
) -> Part[T]:
    """The entries of a query after the one with ``after`` in the column ``by``, which is of each its own.

    Raises InvalidInput for an ``after`` that no part gave.
    """
    if after:
        last = _told(by, after)
        query = query.where(by < last if descending else by > last)
    ordered = query.order_by(by.desc() if descending else by).limit(size + 1)
    found: Sequence[Any] = db.session.scalars(ordered).all()
    shown = found[:size]
    return Part(shown, str(getattr(shown[-1], by.key)) if len(found) > size else "")


def _told(by: Any, after: str) -> Any:
    if by.type.python_type is not int:
        return after
    if not (after.isascii() and after.isdigit() and len(after) < 11 and int(after) <= LARGEST_ID):
        raise InvalidInput("not a place in this list", where="after")
    return int(after)


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


def walked(entries: Iterable[T], key: Callable[[T], str], after: str = "", size: int = 50) -> Part[T]:
    """A part of a list that is at hand: the entries whose ``key``, of each its own, comes after ``after``."""
    left = sorted((one for one in entries if key(one) > after), key=key)
    return Part(left[:size], key(left[size - 1]) if len(left) > size else "")


def by_number(number: int) -> str:
    """A key of ``walked`` that sorts as the numbers do, up to ``LARGEST_ID``."""
    return f"{number:010}"


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
