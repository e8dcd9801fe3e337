"""What the parameters of contracts and the facts under them are called, on paper and on pages.

In English a parameter is called as its declaration says; a name that is not listed is shown as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from ..clauses import CLAUSES as CLAUSE_TYPES
from ..engine.parameters import Record
from ..rating.increments import Increment
from ..terms.general import General
from ..terms.schema import terms_schema
from .parameter_words import CHOICES, FACTS, KINDS, TITLES
from .words import CLAUSES, word

__all__ = ["CHOICES", "FACTS", "KINDS", "declared", "defaults", "fact", "parameter", "said", "told"]


def parameter(path: str, language: str) -> str:
    """What the value at a path of the terms is called, ``seat_rent.price``; its clause stands apart."""
    clause, dot, rest = path.partition(".")
    chinese = TITLES.get(clause, {}).get(rest) if dot else TITLES[""].get(clause)
    if language == "zh" and chinese:
        return chinese
    return str(declared().get(path, {}).get("title") or path)


def fact(path: str, language: str) -> str:
    """What a field of a fact is called, ``facts.outages.from``."""
    known = path.removeprefix("facts.")
    return word(FACTS, known if known in FACTS else known.rpartition(".")[2], language)


def told(path: str, language: str) -> str:
    """A value's name with its clause and its place in a table: ``Seat rent · Rent of a seat: standard``."""
    clause, known = path.partition(".")[0], path
    while known and known not in declared():
        known = known[: max(known.rfind("."), known.rfind("["), 0)]
    said = [getattr(CLAUSES[clause], language)] if clause in CLAUSES else []
    if (known and known != clause) or not said:
        said.append(parameter(known or path, language))
    place = path[len(known) :].lstrip(".") if known else ""
    return " · ".join(said) + (f": {place}" if place else "")


def said(value: Any, language: str) -> str:
    """A value of the terms in words: ``2000``, ``+86 0.15, default 1.50``."""
    match value:
        case None:
            return word(CHOICES, "none", language)
        case bool():
            return word(CHOICES, str(value).lower(), language)
        case dict():
            return ", ".join(f"{key} {said(entry, language)}" for key, entry in value.items()) or "—"
        case list():
            return "; ".join(said(entry, language) for entry in value) or "—"
        case _:
            return word(CHOICES, str(value), language)


@cache
def declared() -> dict[str, dict[str, Any]]:
    """The schema of each value that terms may state, by its path; a table's entries share one."""
    return dict(_walk(terms_schema(), ""))


@cache
def defaults() -> dict[str, str]:
    """What holds where terms are silent, by path, as a document would say it."""
    records: dict[str, type] = {"": General, **CLAUSE_TYPES}
    return dict(one for name, record in records.items() for one in _defaults(record, name))


def _defaults(record: type, path: str) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(record):
        at, kind = f"{path}.{field.name}" if path else field.name, field.metadata["kind"]
        if isinstance(kind, Record):
            yield from _defaults(kind.of, at)
        elif field.default is not dataclasses.MISSING:
            yield at, _said(field.default)


def _said(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int() | StrEnum():
            return str(value)
        case Increment():
            return f"{value.first}/{value.then}"
        case _:
            return ""


def _walk(schema: dict[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name, below in schema.get("properties", {}).items():
        at = f"{path}.{name}" if path else name
        found += [(at, below), *_walk(below, at)]
        for entries in (below.get("additionalProperties"), below.get("items")):
            if isinstance(entries, dict):
                found += _walk(entries, at)
    return found
