"""The few values that a long column has, found along its index: a step for each value, not for each row."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from .db import db

T = TypeVar("T")


def latest(column: InstrumentedAttribute[T], most: int | None = None, until: T | None = None) -> list[T]:
    """The values of a column, the largest first: ``most`` of them, up to and with ``until``.

    A recursive query, as neither engine skips from value to value along an index by itself. In the caller's
    transaction.
    """
    largest = select(func.max(column).label("value"))
    first = largest if until is None else largest.where(column <= until)
    steps = first.cte("steps", recursive=True)
    below = select(func.max(column)).where(column < steps.c.value).scalar_subquery()
    steps = steps.union_all(select(below).where(steps.c.value.is_not(None)))
    return list(db.session.scalars(select(steps.c.value).where(steps.c.value.is_not(None)).limit(most)))
