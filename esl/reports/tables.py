"""A report as a table of exact values: what pages, files, e-mails and the API all show. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .figures import Counts, Times
from .periods import Period
from .ratios import mean
from .words import Words

COUNT, SHARE, TIME, DECIMAL = "count", "share", "time", "decimal"
"""How a value is meant: a whole number, a part of 1, microseconds, any other number."""

Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Group:
    """What one row is made of."""

    counts: Counts = field(default_factory=Counts)
    times: Times = field(default_factory=Times)
    more: Mapping[str, Value] = field(default_factory=dict)
    """What is none of theirs, by the column's name."""


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    """What it is of: a piece of time, an id, a place."""
    label: Words
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    report: str
    period: Period
    head: str
    """What the rows are of, a name in ``words.COLUMNS``."""
    columns: Sequence[tuple[str, str]]
    """The name of each and how it is meant."""
    rows: Sequence[Row]
    total: tuple[Value, ...]
    before: tuple[Value, ...]
    """The total of the period before."""
    kept_until: date | None = None
    """The last day whose seats' times are in it; none where there is no such day."""


def made(
    report: str,
    period: Period,
    head: str,
    columns: Sequence[tuple[str, str]],
    rows: Mapping[str, tuple[Words, Group]],
    total: Group,
    before: Group,
) -> Table:
    """With the columns' figures of each group."""
    shown = [Row(key, label, _values(columns, group)) for key, (label, group) in rows.items()]
    return Table(report, period, head, columns, shown, _values(columns, total), _values(columns, before))


def difference(now: Value, before: Value) -> Value:
    """How much more it is; None where either is nothing."""
    return None if now is None or before is None else now - before


def _values(columns: Sequence[tuple[str, str]], group: Group) -> tuple[Value, ...]:
    return tuple(_value(name, group) for name, _ in columns)


def _value(name: str, group: Group) -> Value:
    if name in group.more:
        return group.more[name]
    if name == "handling_time":
        return mean(group.times.worked, group.counts.handled) if group.times.signed_in else None
    found: Any = getattr(group.times if hasattr(group.times, name) else group.counts, name)
    return found if found is None or isinstance(found, Decimal) else int(found)
