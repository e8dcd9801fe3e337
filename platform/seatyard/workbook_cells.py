"""How the sheets of a workbook are written, cell by cell, with openpyxl."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .workbook import Sheet

MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
LONGEST = 32_767
"""Characters of a cell."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML has no place for: a caller's name may hold it."""


def book(sheets: Iterable[Sheet]) -> bytes:
    whole = Workbook(write_only=True)
    for sheet in sheets:
        page = whole.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for at, column in enumerate(sheet.columns, 1):
            page.column_dimensions[get_column_letter(at)].width = max(12, len(column) + 2)
        page.append([_bold(page, column) for column in sheet.columns])
        count, kinds = 0, dict[str, None]()
        for row in sheet.rows:
            count += 1
            page.append([_cell(page, value) for value in row])
            if sheet.by:
                kinds[row[sheet.columns.index(sheet.by)]] = None
        for row in _totals(sheet, count, list(kinds)):
            page.append([_bold(page, value) for value in row])
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _totals(sheet: Sheet, count: int, kinds: list[str]) -> Iterator[list[Any]]:
    """Formulas over the rows: who changes a cell sees the sum change."""
    key = sheet.columns.index(sheet.by) if sheet.by else 0
    keys = _range(key, count)
    for kind in kinds if count and sheet.totals else []:
        row: list[Any] = [None] * len(sheet.columns)
        row[key] = kind
        for column in sheet.totals:
            at = sheet.columns.index(column)
            row[at] = f'=SUMIF({keys},"{kind}",{_range(at, count)})'
        yield row


def _range(at: int, count: int) -> str:
    letter = get_column_letter(at + 1)
    return f"{letter}2:{letter}{count + 1}"


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(page, _UNWRITABLE.sub("\ufffd", value)[:LONGEST])
        cell.data_type = "s"  # "=1+1" is what somebody is called
        return cell
    cell = WriteOnlyCell(page, value)
    if isinstance(value, Decimal):
        cell.number_format = MONEY if value == round(value, 2) else "General"
    elif isinstance(value, date):
        cell.number_format = DAY
    return cell


def _bold(page: Any, value: Any) -> Any:
    cell = WriteOnlyCell(page, value)
    cell.font = Font(bold=True)
    if isinstance(value, str) and value.startswith("="):
        cell.number_format = MONEY
    return cell
