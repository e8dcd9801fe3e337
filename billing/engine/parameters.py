"""What a clause's parameters may be: one declaration gives the typed value and its JSON Schema.

A clause is a frozen dataclass whose fields are made by ``parameter(kind, …)``.
``schema_of(clause)`` is what documents are checked against (that is where wrong values,
unknown keys and their paths are reported); ``read(clause, document)`` turns a checked
document into the dataclass. Numbers with a point are text in a document, so that no float
ever carries a price.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from .periods import Period, Unit

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)


DAY = "(19[7-9]|[2-8][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}"
"""Days of the months that can be billed, with room for what is counted from them."""


class Kind(Protocol[T_co]):
    """A sort of value: how a document states it, and what it becomes."""

    def schema(self) -> dict[str, Any]: ...

    def read(self, value: Any) -> T_co: ...


def parameter(kind: Kind[T], says: str, *, default: Any = MISSING) -> T:
    """A field of a clause; ``says`` is its meaning, for the schema's reader."""
    made: T = dataclasses.field(default=default, metadata={"kind": kind, "says": says})
    return made


def schema_of(record: type) -> dict[str, Any]:
    """The JSON Schema of a document that ``read`` makes into ``record``."""
    fields = dataclasses.fields(record)
    return {
        "type": "object",
        "description": "a mapping",
        "properties": {f.name: {"title": f.metadata["says"], **f.metadata["kind"].schema()} for f in fields},
        "required": [f.name for f in fields if f.default is MISSING],
        "additionalProperties": False,
    }


def read(record: type[T], document: Mapping[str, Any]) -> T:
    """``record`` from a document that its schema has let through."""
    kinds: dict[str, Kind[Any]] = {
        field.name: field.metadata["kind"]
        for field in dataclasses.fields(record)  # type: ignore[arg-type]
    }
    return record(**{name: kinds[name].read(value) for name, value in document.items()})


@dataclass(frozen=True, slots=True)
class Amount:
    """Money or a rate, from 0, as a Decimal with all its digits."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": 10**12,
            "pattern": r"^[0-9]{1,12}(\.[0-9]{1,12})?$",
            "description": "a number from 0, with up to 12 decimals",
        }

    def read(self, value: Any) -> Decimal:
        return Decimal(value)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, from 0 to 1."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": 1,
            "pattern": r"^(0(\.[0-9]{1,12})?|1(\.0{1,12})?)$",
            "description": "a share from 0 to 1",
        }

    def read(self, value: Any) -> Decimal:
        return Decimal(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two others."""

    low: int
    high: int

    def schema(self) -> dict[str, Any]:
        described = f"a whole number from {self.low} to {self.high}"
        return {"type": "integer", "minimum": self.low, "maximum": self.high, "description": described}

    def read(self, value: Any) -> int:
        return int(value)


@dataclass(frozen=True, slots=True)
class WholeOr:
    """A whole number between two others, or a word in its place."""

    low: int
    high: int
    word: str

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["integer", "string"],
            "minimum": self.low,
            "maximum": self.high,
            "pattern": f"^{self.word}$",
            "description": f"a whole number from {self.low} to {self.high}, or {self.word}",
        }

    def read(self, value: Any) -> int | str:
        return value if isinstance(value, str) else int(value)


@dataclass(frozen=True, slots=True)
class Choice(Generic[E]):
    """One of an enumeration's words, or of some of them."""

    words: type[E]
    among: tuple[E, ...] = ()

    def schema(self) -> dict[str, Any]:
        return {"enum": [word.value for word in self.among or self.words]}

    def read(self, value: Any) -> E:
        return self.words(value)


@dataclass(frozen=True, slots=True)
class Name:
    """A name that something else in the document bears."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "a name"}

    def read(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of the contract."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "date",
            "pattern": f"^{DAY}$",
            "description": "a date such as 2026-03-01",
        }

    def read(self, value: Any) -> date:
        return date.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class YesNo:
    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "description": "true or false"}

    def read(self, value: Any) -> bool:
        return bool(value)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, ``90 minutes``."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["integer", "string"],
            "maximum": 0,
            "minimum": 0,
            "pattern": r"^[0-9]{1,6} (minute|hour|day)s?$",
            "description": "0, or a number of minutes, hours or days such as '4 hours'",
        }

    def read(self, value: Any) -> timedelta:
        if value == 0:
            return timedelta()
        count, unit = value.split()
        return timedelta(**{unit.rstrip("s") + "s": int(count)})


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """A length of calendar time, ``7 business days``; half a month is 15 days."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^(half a month|[0-9]{1,3} (day|business day|month)s?)$",
            "description": "such as '5 days', '7 business days', '1 month' or 'half a month'",
        }

    def read(self, value: Any) -> Period:
        if value == "half a month":
            return Period(15, Unit.DAY)
        count, unit = value.split(maxsplit=1)
        return Period(int(count), Unit(unit.removesuffix("s")))


@dataclass(frozen=True, slots=True)
class Times:
    """How often something may happen; None is without a limit."""

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": 1000,
            "pattern": "^unlimited$",
            "description": "unlimited, or a whole number from 0 to 1000",
        }

    def read(self, value: Any) -> int | None:
        return None if value == "unlimited" else int(value)


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """Names to values, at least one."""

    of: Kind[T]
    name: str = r"^[a-z][a-z0-9_-]*$"
    named: str = "a name in small letters"
    required: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "description": f"a mapping of {self.named} to a value",
            "minProperties": 1,
            "propertyNames": {"type": "string", "pattern": self.name, "description": self.named},
            "additionalProperties": self.of.schema(),
            "required": list(self.required),
        }

    def read(self, value: Any) -> Mapping[str, T]:
        return {name: self.of.read(entry) for name, entry in value.items()}


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A mapping with fields of its own."""

    of: type[T]

    def schema(self) -> dict[str, Any]:
        return schema_of(self.of)

    def read(self, value: Any) -> T:
        return read(self.of, value)


@dataclass(frozen=True, slots=True)
class Several(Generic[T]):
    """A list."""

    of: Kind[T]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.of.schema(), "description": "a list"}

    def read(self, value: Any) -> tuple[T, ...]:
        return tuple(self.of.read(entry) for entry in value)
