"""Workbooks as a spreadsheet reads them: typed cells, sums that are formulas, text that is none."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from seatyard.workbook import Sheet, written

COLUMNS = ("name", "on", "currency", "amount")


def test_cells_have_types_and_sums_are_formulas_by_currency() -> None:
    rows = [
        ("甲", date(2026, 3, 1), "CNY", Decimal("12345678901.23")),
        ("乙", date(2026, 3, 2), "JPY", Decimal(7)),
        ("丙", None, "CNY", Decimal("-0.05")),
    ]
    raw = written([Sheet("money", COLUMNS, iter(rows), totals=("amount",), by="currency")])
    page = load_workbook(io.BytesIO(raw))["money"]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0] == list(COLUMNS)
    assert values[1] == ["甲", datetime(2026, 3, 1), "CNY", 12345678901.23]
    assert values[3] == ["丙", None, "CNY", -0.05]
    assert values[4] == [None, None, "CNY", '=SUMIF(C2:C4,"CNY",D2:D4)']
    assert values[5] == [None, None, "JPY", '=SUMIF(C2:C4,"JPY",D2:D4)']
    assert page["D2"].number_format == "#,##0.00"
    assert page.freeze_panes == "A2"


def test_text_is_never_a_formula_and_never_breaks_the_file() -> None:
    nasty = ['=HYPERLINK("http://x")', "+1", "\x00\x0b bell \x07", "x" * 40_000, "<b>&amp;"]
    raw = written([Sheet("text", ("said",), [[one] for one in nasty])])
    page = load_workbook(io.BytesIO(raw))["text"]
    read = [page.cell(row, 1) for row in range(2, 2 + len(nasty))]
    assert {cell.data_type for cell in read} == {"s"}
    assert (read[0].value, read[4].value) == (nasty[0], nasty[4])
    assert len(read[3].value) == 32_767


def test_a_sheet_without_rows_has_no_sums() -> None:
    raw = written([Sheet("none", COLUMNS, [], totals=("amount",), by="currency")])
    assert load_workbook(io.BytesIO(raw))["none"].max_row == 1
