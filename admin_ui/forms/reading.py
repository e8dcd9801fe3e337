"""What came back from a form as the document that it stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from .shapes import Schema, Shape, cell, columns, shape

KEY = "~key"
"""Behind a row's name: the input that holds the row's own name."""
MOST_ROWS = 200


class Form:
    """The inputs of a form, read by schemas. Nothing is checked here but what a document cannot say."""

    def __init__(self, inputs: Mapping[str, Sequence[str]]) -> None:
        self.inputs = inputs
        self.names: dict[str, str] = {}
        """The input that each path of the document came from."""

    def text(self, name: str) -> str:
        """What was typed; full-width digits as plain ones."""
        typed = self.inputs.get(name, [""])[0].strip()
        narrow = unicodedata.normalize("NFKC", typed)
        return narrow if re.fullmatch(r"[0-9.,+/:%-]+", narrow) else typed

    def read(self, schema: Schema, name: str, path: str) -> Any:
        """The value under ``name``, None for nothing; its parts are remembered by their ``path``."""
        self.names[path] = name
        match shape(schema):
            case Shape.RECORD:
                return self._record(schema, name, path)
            case Shape.TABLE:
                return self._table(schema, name, path)
            case Shape.LIST:
                return self.entries(schema["items"], name, path) or None
            case Shape.SEVERAL:
                return list(self.inputs.get(name, ())) or None
            case kind:
                return _plain(kind, self.text(name), schema)

    def rows(self, name: str) -> list[str]:
        """The names of the rows under ``name``, in the order of their numbers."""
        start = re.compile(re.escape(name) + r"\[([0-9]{1,6})\]")
        found = sorted({int(match[1]) for key in self.inputs if (match := start.match(key))})
        if len(found) > MOST_ROWS:
            raise InvalidInput(f"{len(found)} rows", where=name, allowed=f"up to {MOST_ROWS}")
        return [f"{name}[{number}]" for number in found]

    def entries(self, schema: Schema, name: str, path: str, first: int = 0) -> list[Any]:
        """What the rows under ``name`` hold, without empty ones; the list's places count from ``first``."""
        found: list[Any] = []
        for row in self.rows(name):
            value = self._cell(schema, row, f"{path}[{first + len(found)}]")
            if value is not None:
                found.append(value)
        return found

    def nearest(self, path: str) -> str:
        """The input that a path of the document came from, or that of the closest part around it."""
        while path and path not in self.names:
            path = path[: max(0, *(path.rfind(mark) for mark in ".[:"))]
        return self.names.get(path, "")

    def _record(self, schema: Schema, name: str, path: str) -> dict[str, Any] | None:
        start = f"{path}." if path else ""
        read = {
            field: self.read(below, f"{name}.{field}", start + field)
            for field, below in schema["properties"].items()
        }
        return {field: value for field, value in read.items() if value is not None} or None

    def _table(self, schema: Schema, name: str, path: str) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for row in self.rows(name):
            key = self.text(row + KEY)
            value = self._cell(schema["additionalProperties"], row, f"{path}.{key}")
            if not key:
                if value is not None:
                    self.names[path] = row + KEY
                    raise InvalidInput("a name is missing", where=path, allowed="a name for each row")
                continue
            if key in found:
                self.names[f"{path}.{key}"] = row + KEY
                raise InvalidInput(f"{key!r} twice", where=f"{path}.{key}", allowed="each name once")
            if value is not None:
                found[key] = value
        return found or None

    def _cell(self, schema: Schema, name: str, path: str) -> Any:
        """A row: a record, or a plain value with what may stand beside it."""
        self.names[path] = name
        parts = {
            column.removeprefix("."): value
            for column, below in columns(schema).items()
            if (value := self._inside(below, name + column, path + column)) is not None
        }
        if shape(schema) is Shape.RECORD:
            return parts or None
        plain = parts.pop("", None)
        if not parts:
            return plain
        return {schema["required"][0]: plain, **parts} if plain is not None else parts

    def _inside(self, schema: Schema, name: str, path: str) -> Any:
        if cell(schema) is not Shape.YAML:
            return self.read(schema, name, path)
        self.names[path] = name
        typed = " ".join(self.text(name).split())
        return documents.parse(f"value: {typed}", path, most=MOST_ROWS)["value"] if typed else None


def _plain(kind: Shape, typed: str, schema: Schema) -> Any:
    """A single value as a document states it; what it cannot be stays as it was typed, to be refused."""
    if not typed:
        return None
    if kind is Shape.YES_NO:
        return {"true": True, "false": False}.get(typed, typed)
    types = schema.get("type", "string")
    if kind is Shape.NUMBER and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", typed):
        typed = typed.replace(",", "")
    takes_whole = {types} & {"integer"} if isinstance(types, str) else {*types} & {"integer", "number"}
    return int(typed) if takes_whole and re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", typed) else typed
