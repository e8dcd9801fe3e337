"""Invoices as a workbook: a sheet of invoices, a sheet of their lines, sums as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from seatyard.workbook import Sheet, written

from . import table

HEAD = ("number", "tenant", "period", "kind", "due", "currency", "subtotal", "tax", "total")
AMOUNTS = ("subtotal", "tax", "total")


def of_invoices(invoices: Sequence[dict[str, Any]]) -> bytes:
    """Of the documents that ``bill show --json`` prints. The lines add up to the totals, with the tax's."""
    return written(
        [
            Sheet("invoices", HEAD, _invoices(invoices), totals=AMOUNTS, by="currency"),
            Sheet("lines", table.COLUMNS, _lines(invoices), totals=("amount",), by="currency"),
        ]
    )


def _invoices(invoices: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    for invoice in invoices:
        yield [_typed(column, invoice[column], AMOUNTS) for column in HEAD]


def _lines(invoices: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in table.rows(invoices):
        yield [_typed(column, row.get(column), table.NUMERIC) for column in table.COLUMNS]


def _typed(column: str, value: Any, numeric: Sequence[str] | set[str]) -> Any:
    if value is None or column == "position":
        return value
    if column in numeric:
        return Decimal(value)
    return date.fromisoformat(value) if column == "due" else value
