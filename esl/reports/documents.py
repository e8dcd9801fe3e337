"""A report as JSON, CSV, XLSX and text. Shares are parts of 1, times seconds, rounded for eyes alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from seatyard import sheets
from seatyard.workbook import Sheet, written

from .ratios import share as ratio
from .tables import SHARE, TIME, Row, Table, Value, difference
from .words import BEFORE, COLUMNS, REPORTS, TOTAL

MICROSECONDS = 1_000_000


def as_document(table: Table) -> dict[str, Any]:
    """All of it; times in whole microseconds, shares and means as text."""
    return {
        "report": table.report,
        "timezone": table.period.zone.key,
        "since": table.period.first,
        "until": table.period.last,
        "kept_until": table.kept_until,
        "columns": [{"name": name, "kind": kind} for name, kind in table.columns],
        "rows": [{"key": row.key, "values": _named(table, row.values)} for row in table.rows],
        "total": _named(table, table.total),
        "before": _named(table, table.before)
        | {"since": table.period.before.first, "until": table.period.before.last},
    }


def as_csv(table: Table, language: str) -> str:
    """UTF-8 with a byte-order mark, no cell a formula; the total is the last row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _rows(table, language):
        writer.writerow(["" if one is None else sheets.cell(one) for one in row])
    return "\ufeff" + out.getvalue()


def as_workbook(table: Table, language: str) -> bytes:
    """One sheet, with numbers as numbers."""
    heads, *rows = _rows(table, language)
    name = REPORTS[table.report][language][:31]
    return written([Sheet(name, [str(one) for one in heads], rows)])


Written = Callable[[Table, str], str | bytes]
FORMS: dict[str, tuple[str, Written]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
}
"""The MIME type, and what writes a table in a language, by form."""


def file_name(tenant: str, table: Table, form: str) -> str:
    return f"{tenant}-{table.report}-{table.period.first}-{table.period.last}.{form}"


def shown(value: Value, kind: str) -> str:
    """As people read it: ``81.3 %``, ``1:05``, ``12,345``; a dash for nothing."""
    if value is None:
        return "—"
    if kind == SHARE:
        return f"{_points(Decimal(value))} %"
    return clock_time(int(value)) if kind == TIME else f"{value:,}"


def change(now: Value, before: Value, kind: str) -> str:
    """How much more than before, signed: points of a share, part of a number or a time; empty for nothing."""
    more = difference(now, before)
    if more is None or before is None:
        return ""
    if kind == SHARE:
        return f"{_points(Decimal(more)):+}"
    part = ratio(int(more * 10), int(before * 10))
    return "" if part is None else f"{part * 100:+.0f} %"


def _points(part: Decimal) -> Decimal:
    """Hundredths, to one digit, half up."""
    return (part * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def clock_time(microseconds: int) -> str:
    """``1:05``, ``7:05:09``: whole seconds, half up."""
    minutes, seconds = divmod((microseconds + MICROSECONDS // 2) // MICROSECONDS, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _rows(table: Table, language: str) -> Iterator[list[Any]]:
    yield [COLUMNS[name][language] for name in (table.head, *(name for name, _ in table.columns))]
    last = [Row("", TOTAL, table.total), Row("", BEFORE, table.before)]
    for row in (*table.rows, *last):
        cells = zip(row.values, table.columns, strict=True)
        yield [row.label[language], *(_exact(value, kind) for value, (_, kind) in cells)]


def _exact(value: Value, kind: str) -> Decimal | int | None:
    if value is None or kind != TIME:
        return value
    return (Decimal(value) / MICROSECONDS).quantize(Decimal("0.001"))


def _named(table: Table, values: tuple[Value, ...]) -> dict[str, Any]:
    """By the column's name; times say that they are microseconds."""
    return {
        f"{name}_us" if kind == TIME else name: f"{value:f}" if isinstance(value, Decimal) else value
        for value, (name, kind) in zip(values, table.columns, strict=True)
    }
