"""What of a report stands above its table, and what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.documents.figures import MINUS
from esl.reports.documents import change, shown
from esl.reports.tables import Table, Value
from esl.reports.words import ORIGINS, SEAT_HOURS, SEATS, SERVICE_LEVELS

CHARTS = {
    SERVICE_LEVELS: ("entered", "answered", "abandoned"),
    SEAT_HOURS: ("entered", "answered", "seats_there"),
    SEATS: ("answered", "missed", "dialled"),
    ORIGINS: ("entered", "answered"),
}
"""Columns of one scale, which are counts of one kind of thing."""
FIRST = {
    SERVICE_LEVELS: (
        "entered",
        "answer_rate",
        "service_level",
        "speed_of_answer",
        "abandonment",
        "handling_time",
        "first_call_resolution",
        "satisfaction",
    ),
    SEAT_HOURS: ("entered", "answer_rate", "seats_there", "utilisation", "occupancy", "handling_time"),
    SEATS: ("offered", "answered", "missed", "signed_in", "utilisation", "handling_time"),
    ORIGINS: ("entered", "answered", "answer_rate"),
}
"""What one looks at first."""
TARGETS = {
    "answer_rate": Decimal("0.8"),
    "service_level": Decimal("0.8"),
    "first_call_resolution": Decimal("0.85"),
    "satisfaction": Decimal("0.85"),
}
"""The usual ones, reached at this and above; a contract may have its own, which its invoices judge."""
_LESS_IS_BETTER = frozenset(
    ("abandoned", "abandonment", "speed_of_answer", "handling_time", "missed", "turned_away")
)
_NEITHER = frozenset(
    ("entered", "offered", "signed_in", "talking", "seats_there", "utilisation", "occupancy", "dialled")
)


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str
    change: str
    """Against the period before, signed; empty where there is none."""
    tone: str
    """``good``, ``bad``, or empty where more is neither."""
    below: bool = False
    """Whether it misses the usual target."""


def figures_of(table: Table) -> list[Figure]:
    columns = {name: at for at, (name, _) in enumerate(table.columns)}
    return [_figure(table, columns[name], name) for name in FIRST[table.report]]


def _figure(table: Table, at: int, name: str) -> Figure:
    kind, now, before = table.columns[at][1], table.total[at], table.before[at]
    target = TARGETS.get(name)
    below = target is not None and now is not None and now < target
    more = change(now, before, kind).replace("-", MINUS)
    return Figure(name, shown(now, kind), more, _tone(name, now, before) if more else "", below)


def _tone(name: str, now: Value, before: Value) -> str:
    if now is None or before is None or now == before or name in _NEITHER:
        return ""
    return "good" if (now > before) is not (name in _LESS_IS_BETTER) else "bad"
