"""Exact amounts summed and compared inside the database: SQLite keeps them as text, would add them up as
floats, and holds 6000 for another amount than 6000.00."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from .db import Exact


class exact_sum(FunctionElement[Decimal]):
    """The sum of a column of amounts, to the last digit; None of no rows."""

    name = "exact_sum"
    type = Exact()
    inherit_cache = True


@compiles(exact_sum)
def _plain(element: exact_sum, compiler: Any, **kw: Any) -> str:
    return f"sum({compiler.process(element.clauses, **kw)})"


@compiles(exact_sum, "sqlite")
def _own(element: exact_sum, compiler: Any, **kw: Any) -> str:
    return f"exact_sum({compiler.process(element.clauses, **kw)})"


class exact(FunctionElement[Decimal]):
    """An amount, from a column or out of a document, as what equals any other way to write it."""

    name = "exact"
    type = Exact()
    inherit_cache = True


@compiles(exact)
def _number(element: exact, compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS NUMERIC)"


@compiles(exact, "sqlite")
def _canonical(element: exact, compiler: Any, **kw: Any) -> str:
    return f"exact({compiler.process(element.clauses, **kw)})"


def _text(value: str | float | None) -> str | None:
    return None if value is None else format(Decimal(str(value)).normalize(), "f")


class _Sum:
    def __init__(self) -> None:
        self.sum: Decimal | None = None

    def step(self, value: str | None) -> None:
        if value is not None:
            self.sum = (self.sum or Decimal(0)) + Decimal(value)

    def finalize(self) -> str | None:
        return None if self.sum is None else format(self.sum, "f")


@event.listens_for(Engine, "connect")
def _teach(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("exact", 1, _text, deterministic=True)
        connection.create_aggregate("exact_sum", 1, _Sum)  # type: ignore[arg-type]  # typeshed knows ints alone
