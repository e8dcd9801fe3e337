"""What a minute costs: a table of E.164 prefixes, and billing increments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..engine.parameters import Amount

DEFAULT = "default"
"""The entry for every number that no prefix fits; each table has one, so that no call lacks a price."""


@dataclass(frozen=True, slots=True)
class Increment:
    """Talk time is charged in steps: the ``first``, then as many of ``then`` as it takes (seconds)."""

    first: int
    then: int

    def billable(self, seconds: int) -> int:
        """Seconds to charge: nothing for nothing, else rounded up to a step."""
        if seconds <= 0:
            return 0
        return self.first + max(0, -(-(seconds - self.first) // self.then)) * self.then


@dataclass(frozen=True, slots=True)
class IncrementText:
    """``first/then`` in seconds, such as ``60/60`` or ``30/6``."""

    def schema(self) -> dict[str, Any]:
        described = "first/then in seconds from 1, such as '60/60' or '6/6'"
        return {"type": "string", "pattern": r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$", "description": described}

    def read(self, value: Any) -> Increment:
        first, then = re.split("/", value)
        return Increment(int(first), int(then))


@dataclass(frozen=True, slots=True)
class Rate:
    """The price of a minute to the numbers under a prefix."""

    prefix: str
    price: Decimal
    increment: Increment | None
    """None: the clause's own."""


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates by prefix; the longest that fits wins."""

    rates: Mapping[str, Rate]
    longest: int
    """Characters of the longest prefix: no use in trying more."""

    def rate(self, number: str) -> Rate:
        """The rate for a dialled number; ``default`` for what is no E.164 number or fits no prefix."""
        for length in range(min(len(number), self.longest), 1, -1):
            found = self.rates.get(number[:length])
            if found is not None:
                return found
        return self.rates[DEFAULT]


@dataclass(frozen=True, slots=True)
class Rates:
    """A rate table in a document: prefix to a price, or to ``{price, increment}``."""

    def schema(self) -> dict[str, Any]:
        price = Amount().schema()
        detailed = {
            "price": {"title": "Per minute", **price},
            "increment": {"title": "For this prefix only", **IncrementText().schema()},
        }
        return {
            "type": "object",
            "description": "a mapping of prefixes to prices per minute",
            "propertyNames": {
                "type": "string",
                "pattern": rf"^(\+[1-9][0-9]{{0,14}}|{DEFAULT})$",
                "description": f"a quoted E.164 prefix such as '+86', or {DEFAULT}",
            },
            "additionalProperties": {
                **price,
                "type": [*price["type"], "object"],
                "description": f"{price['description']}, or {{price, increment}}",
                "properties": detailed,
                "required": ["price"],
                "additionalProperties": False,
            },
            "required": [DEFAULT],
        }

    def read(self, value: Any) -> RateTable:
        rates = {prefix: _rate(prefix, entry) for prefix, entry in value.items()}
        return RateTable(rates, longest=max(len(prefix) for prefix in rates))


def _rate(prefix: str, entry: Any) -> Rate:
    if not isinstance(entry, dict):
        return Rate(prefix, Amount().read(entry), None)
    increment = entry.get("increment")
    return Rate(prefix, Amount().read(entry["price"]), IncrementText().read(increment) if increment else None)
