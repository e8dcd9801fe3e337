"""Workbooks (XLSX) with typed cells: a number is a number, a day is a day, and text never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    totals: Sequence[str] = ()
    """Columns that are added up under the rows, by formulas, for each value of ``by``."""
    by: str = ""
    """The column that tells sums apart which nobody adds up: the currency."""


def written(sheets: Iterable[Sheet]) -> bytes:
    """The workbook, a row at a time: only the file itself is held."""
    book: bytes = import_module("seatyard.workbook_cells").book(sheets)  # openpyxl is long in coming
    return book
