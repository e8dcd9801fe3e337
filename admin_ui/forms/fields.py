"""A schema laid out as inputs, with what a document holds in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from seatyard import documents

from .reading import KEY
from .shapes import Schema, Shape, cell, columns, shape


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    path: str
    shape: str
    title: str
    value: str = ""
    chosen: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """What can be chosen, with its label."""
    hint: str = ""
    """What holds if nothing is typed."""
    remark: str = ""
    """Of a blank of the contract: why it is to be filled."""


@dataclass(frozen=True, slots=True)
class Rows:
    name: str
    path: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Input, ...], ...]
    """The last is empty, for one more."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    path: str
    title: str
    parts: tuple[Part, ...]
    remark: str = ""


Part = Input | Rows | Group


@dataclass(frozen=True, slots=True)
class Words:
    """What the parts of a form are called, and what is to be said of them."""

    title: Callable[[str, str], str]
    """Of a path, with the schema's own title where it has none."""
    word: Callable[[str], str]
    """Of a choice."""
    named: Callable[[str], str]
    """The head of the column of a table's names, by its path."""
    value: Callable[[str], str]
    """Likewise of its values."""
    hints: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)


def part(schema: Schema, value: Any, name: str, path: str, words: Words) -> Part:
    """``schema`` as inputs under ``name``, holding ``value``, a part of a document at ``path``."""
    title, remark = words.title(path, schema.get("title", "")), words.remarks.get(path, "")
    kind = shape(schema)
    if kind is Shape.RECORD:
        value = value if isinstance(value, dict) else {}
        parts = (
            part(below, value.get(key), f"{name}.{key}", f"{path}.{key}" if path else key, words)
            for key, below in schema["properties"].items()
        )
        return Group(name, path, title, tuple(parts), remark)
    if kind is Shape.TABLE:
        return _table(schema["additionalProperties"], value, name, path, words)
    if kind is Shape.LIST:
        return _list(schema["items"], value, name, path, words)
    return _input(schema, value, name, path, words)


def _input(schema: Schema, value: Any, name: str, path: str, words: Words, title: str | None = None) -> Input:
    kind = cell(schema)
    choices = schema["items"]["enum"] if kind is Shape.SEVERAL else schema.get("enum", ())
    if kind is Shape.YES_NO:
        choices = ("true", "false")
    return Input(
        name,
        path,
        kind.value,
        words.title(path, schema.get("title", "")) if title is None else title,
        value="" if kind is Shape.SEVERAL else _written(value),
        chosen=tuple(map(str, value)) if kind is Shape.SEVERAL and isinstance(value, list) else (),
        words=tuple((str(word), words.word(str(word))) for word in choices),
        hint=words.hints.get(path, ""),
        remark=words.remarks.get(path, ""),
    )


def _table(schema: Schema, value: Any, name: str, path: str, words: Words) -> Rows:
    entries = [*value.items(), ("", None)] if isinstance(value, dict) else [("", None)]
    heads = (words.named(path), *_heads(schema, path, words))
    rows = []
    for at, (key, entry) in enumerate(entries):
        row = f"{name}[{at}]"
        named = Input(row + KEY, "", Shape.TEXT.value, heads[0], value=str(key))
        rows.append((named, *_cells(schema, entry, row, f"{path}.{key}", words, heads[1:])))
    return Rows(name, path, words.title(path, ""), heads, tuple(rows), words.remarks.get(path, ""))


def _list(schema: Schema, value: Any, name: str, path: str, words: Words) -> Rows:
    entries = [*value, None] if isinstance(value, list) else [None]
    heads = _heads(schema, path, words)
    rows = tuple(
        _cells(schema, entry, f"{name}[{at}]", f"{path}[{at}]", words, heads)
        for at, entry in enumerate(entries)
    )
    return Rows(name, path, words.title(path, ""), heads, rows, words.remarks.get(path, ""))


def _cells(
    schema: Schema, entry: Any, row: str, path: str, words: Words, heads: tuple[str, ...]
) -> tuple[Input, ...]:
    cells = []
    for (column, below), head in zip(columns(schema).items(), heads, strict=True):
        key = column.removeprefix(".")
        if isinstance(entry, dict):
            value = entry.get(key or schema["required"][0])
        else:
            value = entry if not key else None
        cells.append(_input(below, value, row + column, path + column, words, head))
    return tuple(cells)


def _heads(schema: Schema, path: str, words: Words) -> tuple[str, ...]:
    """The columns' titles; a row's plain value is called by the table."""
    return tuple(
        words.title(f"{path}{column}", below.get("title", "")) if column else words.value(path)
        for column, below in columns(schema).items()
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return documents.line(value)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
