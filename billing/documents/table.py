"""Invoices as CSV, a row a line, for spreadsheets: UTF-8 with a byte-order mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from seatyard import sheets

COLUMNS = (
    "number",
    "tenant",
    "period",
    "due",
    "currency",
    "position",
    "clause",
    "description_zh",
    "description_en",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "formula",
)
NUMERIC = {"position", "quantity", "unit_price", "amount"}


def of_invoices(invoices: Iterable[dict[str, Any]]) -> str:
    """The invoices' documents as one table; its amounts add up to the totals, tax rows included."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_safe(row) for row in rows(invoices))
    return "\ufeff" + out.getvalue()


def rows(invoices: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row a line, by column; where prices are before tax, one more for it."""
    for invoice in invoices:
        yield from _rows(invoice)


def _rows(invoice: dict[str, Any]) -> Iterable[dict[str, Any]]:
    head = {key: invoice[key] for key in ("number", "tenant", "period", "due", "currency")}
    for position, line in enumerate(invoice["lines"], 1):
        described = {f"description_{code}": text for code, text in line["description"].items()}
        kept = {key: line[key] for key in COLUMNS if key in line}
        yield head | described | kept | {"position": position}
    if invoice["tax"] not in ("0", "0.00") and _lines_are_before_tax(invoice):
        yield head | {
            "clause": "tax",
            "description_zh": "税额",
            "description_en": "Tax",
            "amount": invoice["tax"],
            "formula": invoice["tax_formula"],
        }


def _lines_are_before_tax(invoice: dict[str, Any]) -> bool:
    lines = sum((Decimal(line["amount"]) for line in invoice["lines"]), Decimal(0))
    return lines == Decimal(invoice["subtotal"])


def _safe(row: dict[str, Any]) -> dict[str, Any]:
    """Text that a spreadsheet would calculate is given an apostrophe; numbers stay numbers."""
    return {column: value if column in NUMERIC else sheets.cell(value) for column, value in row.items()}
