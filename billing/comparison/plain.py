"""A comparison as plain data, and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from seatyard import sheets

from ..documents.data import of_text, plain
from .costs import Comparison, Way


def of_comparison(comparison: Comparison) -> dict[str, Any]:
    """The one JSON shape of a comparison; amounts are text."""
    return {
        "seats": comparison.seats,
        "months": comparison.months,
        "currency": comparison.currency,
        "ways": [_way(comparison, way) for way in comparison.ways],
    }


def _way(comparison: Comparison, way: Way) -> dict[str, Any]:
    others = [(other, comparison.break_even(way, other)) for other in comparison.ways]
    return {
        "name": of_text(way.name),
        "costs": [
            {
                "name": of_text(cost.name),
                "amount": plain(cost.amount),
                "quantity": cost.quantity,
                "every": cost.every.value,
                "total": plain(comparison.of_line(cost)),
            }
            for cost in way.costs
        ],
        "billed": [plain(amount) for amount in way.billed],
        "monthly": [plain(amount) for amount in comparison.monthly(way)],
        "cumulated": [plain(amount) for amount in comparison.cumulated(way)],
        "total": plain(comparison.total(way)),
        "break_even": {other.name.en: month for other, month in others if month},
    }


def as_table(comparison: Comparison, language: str) -> str:
    """A row for each cost line and month by month in its columns: UTF-8 with a byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    months = [str(number) for number in range(1, comparison.months + 1)]
    writer.writerow(["way", "item", "every", "amount", "quantity", *months, "total"])
    for way in comparison.ways:
        writer.writerows(map(sheets.cell, row) for row in _rows(comparison, way, language))
    return "\ufeff" + out.getvalue()


def _rows(comparison: Comparison, way: Way, language: str) -> Iterator[list[str]]:
    name = getattr(way.name, language)
    for cost in way.costs:
        paid = [cost.in_month(number, comparison.seats) for number in range(comparison.months)]
        item = [getattr(cost.name, language), cost.every.value, plain(cost.amount), str(cost.quantity)]
        yield [name, *item, *map(plain, paid), plain(comparison.of_line(cost))]
    if way.contract:
        billed = [*map(plain, way.billed), plain(sum(way.billed))]  # type: ignore[arg-type]
        yield [name, getattr(way.contract, language), "", "", "", *billed]
    yield [name, "sum", "", "", "", *map(plain, comparison.monthly(way)), plain(comparison.total(way))]
    yield [name, "cumulated", "", "", "", *map(plain, comparison.cumulated(way)), ""]
