"""What a schema asks for, as far as a form cares."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


class Shape(StrEnum):
    RECORD = "record"
    """A mapping with fields of its own."""
    TABLE = "table"
    """Names to values."""
    LIST = "list"
    """Records, one after the other."""
    SEVERAL = "several"
    """Any of some words."""
    CHOICE = "choice"
    YES_NO = "yes_no"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    TEXT = "text"
    YAML = "yaml"
    """What has rows of its own, inside a row: told on one line."""


def shape(schema: Schema) -> Shape:
    """Of a value; one that may also be a record (a rate with its increment) counts as the plain value."""
    kind: Any = schema.get("type")
    kinds = set(kind) if isinstance(kind, list) else {kind}
    if "enum" in schema:
        return Shape.CHOICE
    if kinds == {"object"}:
        return Shape.RECORD if schema.get("properties") else Shape.TABLE
    if kinds == {"array"}:
        return Shape.SEVERAL if "enum" in schema["items"] else Shape.LIST
    if kinds == {"boolean"}:
        return Shape.YES_NO
    if "number" in kinds:
        return Shape.NUMBER
    return Shape.WHOLE if kinds == {"integer"} else _text(schema)


def beside(schema: Schema) -> dict[str, Schema]:
    """The further fields of a plain value that may also be a record: those that it can do without."""
    if shape(schema) is not Shape.NUMBER or "properties" not in schema:
        return {}
    return {name: below for name, below in schema["properties"].items() if name not in schema["required"]}


def cell(schema: Schema) -> Shape:
    """Of a value inside a row."""
    kind = shape(schema)
    return Shape.YAML if kind in (Shape.RECORD, Shape.TABLE, Shape.LIST) else kind


def columns(schema: Schema) -> dict[str, Schema]:
    """The cells of a row, by what stands behind the row's name: "" is the plain value itself."""
    if shape(schema) is Shape.RECORD:
        return {f".{name}": below for name, below in schema["properties"].items()}
    return {"": schema} | {f".{name}": below for name, below in beside(schema).items()}


def _text(schema: Schema) -> Shape:
    if schema.get("format") == "date":
        return Shape.DAY
    pattern = schema.get("pattern", "")
    if "[T ]" in pattern:
        return Shape.MOMENT
    return Shape.MONTH if pattern.endswith("(0[1-9]|1[0-2])$") else Shape.TEXT
