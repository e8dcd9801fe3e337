"""What a table's file says of its columns: their types as they are written, and their units."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, Table, types

from seatyard.db import Document, Exact, UtcDateTime

from .tables import written

UNITS = {
    "billusec": "µs of talk",
    "wait_us": "µs of waiting",
    "length_ms": "ms",
    "milliseconds": "ms",
    "bytes": "bytes",
    "size": "bytes",
    "ack_seconds": "s",
    "wait_limit": "s",
    "no_seat_limit": "s",
    "level_wait": "s",
    "wrap_up": "s",
    **dict.fromkeys(
        ("amount", "subtotal", "tax", "total", "unit_price"), "in the row's or its document's currency"
    ),
    "quantity": "in the line's unit",
}


def of(table: Table) -> list[dict[str, Any]]:
    """The columns that are written, in their order."""
    keys = {column.name for column in table.primary_key}
    return [
        {
            "name": column.name,
            "type": _type(column.type),
            **({"unit": UNITS[column.name]} if column.name in UNITS else {}),
            "key": column.name in keys,
            "may_be_null": bool(column.nullable),
            **({"refers_to": key.target_fullname} if (key := next(iter(column.foreign_keys), None)) else {}),
        }
        for column in written(table)
    ]


def _type(kind: types.TypeEngine[Any]) -> str:
    for known, said in (
        (UtcDateTime, "moment: ISO 8601 in UTC"),
        (Exact, "decimal number, as a string"),
        (Document, "JSON document"),
        (types.JSON, "JSON document"),
        (Boolean, "true or false"),
        (Integer, "whole number"),
        (Float, "number"),
        (Date, "day: ISO 8601"),
    ):
        if isinstance(kind, known):
            return said
    return "text"
