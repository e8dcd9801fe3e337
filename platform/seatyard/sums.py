"""Sums of exact amounts inside the database: SQLite keeps them as text and would add them up as floats."""

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
        connection.create_aggregate("exact_sum", 1, _Sum)  # type: ignore[arg-type]  # typeshed knows ints alone
