"""The first facts behind each line of a case's bill, as the case calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from typing import Any
from zoneinfo import ZoneInfo

from ..engine import Bill, Evidence, Facts
from .case import Case

FEW = 3
FIELDS = {
    "call": "calls",
    "outage": "outages",
    "sign_in": "sign_ins",
    "hours": "hours",
    "one_off": "one_offs",
    "milestone": "milestones",
    "receipt": "receipts",
    "item": "items",
    "activation": "activations",
    "payment": "payments",
    "service_level": "service_levels",
    "ending": "endings",
}
"""Of ``Facts``, by kind of evidence; seats, lines and people are called by their ids alone."""


def names_of(case: Case, bill: Bill) -> dict[int, dict[str, list[str]]]:
    """By the position of the line and the kind of evidence."""
    evidence: dict[int, list[Evidence]] = {}
    for position, one in bill.evidence():
        evidence.setdefault(position, []).append(one)
    name = partial(_name, _index(case.facts), case.agreement.zone)
    return {
        position: {
            kind: list(dict.fromkeys(map(name, islice(some, FEW))))
            for kind, some in groupby(sorted(found, key=_order), key=lambda one: one.kind)
        }
        for position, found in evidence.items()
    }


def _order(one: Evidence) -> tuple[str, int, str]:
    return one.kind, len(one.subject), one.subject


def _index(facts: Facts) -> dict[tuple[str, str], Any]:
    kinds: Iterable[tuple[str, str]] = FIELDS.items()
    return {(kind, fact.id): fact for kind, field in kinds for fact in getattr(facts, field)}


def _name(known: dict[tuple[str, str], Any], zone: ZoneInfo, one: Evidence) -> str:
    fact = known.get((one.kind, one.subject))
    if fact is None:
        return one.subject
    said = [
        f"{field.name} {_said(value, zone)}"
        for field in fields(fact)
        if field.name != "id" and (value := getattr(fact, field.name)) not in (None, "")
    ]
    return f"{one.subject} ({', '.join(said)})"


def _said(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
