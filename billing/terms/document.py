"""The terms of a contract: a document, checked, and made into clauses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from seatyard import documents
from seatyard.errors import InvalidInput

from ..clauses import CLAUSES
from ..engine import Agreement, Clause, Term, Version
from ..engine.parameters import read
from .general import General
from .schema import terms_schema


@dataclass(frozen=True, slots=True)
class Terms:
    """What a document says, typed: its general part and its clauses, in the registry's order."""

    general: General
    zone: ZoneInfo
    clauses: tuple[Clause, ...]

    def clause(self, name: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.name == name), None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A document is another one if its text is."""

    text: str
    document: Any = field(compare=False)
    at: str = field(compare=False)


def parse(document: Any, at: str = "terms") -> Terms:
    """The typed terms of a document (see ``exact``); InvalidInput names the place under ``at``.

    The same document is checked once: a list of a thousand contracts asks for each one's terms.
    """
    try:
        text = json.dumps(document, allow_nan=False)
    except (TypeError, ValueError):
        return _checked(document, at)
    return _remembered(_Asked(text, document, at))


@lru_cache(maxsize=4096)
def _remembered(asked: _Asked) -> Terms:
    return _checked(asked.document, asked.at)


def _checked(document: Any, at: str) -> Terms:
    documents.check(document, terms_schema(), at=at)
    general = read(General, {key: value for key, value in document.items() if key not in CLAUSES})
    clauses = tuple(read(kind, document[name]) for name, kind in CLAUSES.items() if name in document)
    for clause in clauses:
        clause.check(f"{at}.{clause.name}")
    return Terms(general, zone_named(general.timezone, f"{at}.timezone"), clauses)


def agreement(first: Terms, term: Term, changes: Sequence[tuple[date, Terms]] = ()) -> Agreement:
    """The contract for the engine: its first terms, and those that took their place, by date of effect."""
    versions = [(term.starts, first), *changes]
    return Agreement(
        term,
        first.general.currency,
        tuple(Version(day, terms.clauses, terms.general.payment.due_day) for day, terms in versions),
    )


def merged(base: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """``patch`` over ``base`` as a JSON merge patch (RFC 7396): mappings join, null takes away."""
    result = deepcopy(base)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            result[key] = value
    return result


def exact(value: Any) -> Any:
    """A document as YAML gave it, with each number that has a point as its text.

    The shortest text of a float is what was written, so ``0.1`` stays 0.1; from here
    on there are no floats. The result goes into JSON as it is.
    """
    if isinstance(value, dict):
        return {key: exact(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [exact(entry) for entry in value]
    if isinstance(value, float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else value
        return f"{number:f}" if number.is_finite() else str(number)
    return value


def zone_named(name: str, where: str) -> ZoneInfo:
    """The time zone of this name; InvalidInput at ``where`` for none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        allowed = "an IANA time zone such as Asia/Shanghai"
        raise InvalidInput(f"{name!r} is not known", where=where, allowed=allowed) from error
