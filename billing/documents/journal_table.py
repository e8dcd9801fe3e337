"""A journal as CSV, JSON or a workbook: each row a debit or a credit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from seatyard import sheets
from seatyard.workbook import Sheet, written

from ..ledger.journal import Posting
from .data import plain

COLUMNS = tuple(field.name for field in fields(Posting))
_row = attrgetter(*COLUMNS)


def as_csv(postings: Iterable[Posting]) -> bytes:
    """UTF-8 with a byte-order mark, no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([sheets.cell(value) for value in row] for row in _plain(postings))
    return ("\ufeff" + out.getvalue()).encode()


def as_json(postings: Iterable[Posting]) -> bytes:
    told = [dict(zip(COLUMNS, row, strict=True)) for row in _plain(postings)]
    return (json.dumps({"journal": told}, ensure_ascii=False, indent=2) + "\n").encode()


def as_xlsx(postings: Iterable[Posting]) -> bytes:
    rows = (_row(one) for one in postings)
    return written([Sheet("journal", COLUMNS, rows, totals=("debit", "credit"), by="currency")])


SHAPES: dict[str, Callable[[Iterable[Posting]], bytes]] = {"csv": as_csv, "json": as_json, "xlsx": as_xlsx}


def _plain(postings: Iterable[Posting]) -> Iterator[list[Any]]:
    for one in postings:
        yield [_said(value) for value in _row(one)]


def _said(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
