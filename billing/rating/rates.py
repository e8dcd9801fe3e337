"""What a minute costs: a table of E.164 prefixes, with prices of their own at some times of day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..engine.parameters import Amount, Record, Several
from .bands import Band
from .increments import Increment, IncrementText

DEFAULT = "default"
"""The entry for every number that no prefix fits; each table has one, so that no call lacks a price."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The price of a minute to the numbers under a prefix."""

    prefix: str
    price: Decimal
    increment: Increment | None = None
    """None: the clause's own."""
    bands: tuple[Band, ...] = ()
    """Times with another price; the first that fits holds."""

    def price_in(self, band: Band | None) -> Decimal:
        return band.price if band else self.price


RateTable = Mapping[str, Rate]
"""Rates by prefix, ``default`` among them; the longest that fits a number wins."""


@dataclass(frozen=True, slots=True)
class Rates:
    """A rate table in a document: prefix to a price, or to ``{price, increment, bands}``."""

    def schema(self) -> dict[str, Any]:
        price = Amount().schema()
        detailed = {
            "price": {"title": "Per minute", **price},
            "increment": {"title": "For this prefix only", **IncrementText().schema()},
            "bands": {"title": "Prices at other times; the first that fits holds", **_BANDS.schema()},
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
                "description": f"{price['description']}, or {{price, increment, bands}}",
                "properties": detailed,
                "required": ["price"],
                "additionalProperties": False,
            },
            "required": [DEFAULT],
        }

    def read(self, value: Any) -> RateTable:
        return {prefix: _rate(prefix, entry) for prefix, entry in value.items()}


_BANDS = Several(Record(Band))


def _rate(prefix: str, entry: Any) -> Rate:
    if not isinstance(entry, dict):
        return Rate(prefix, Amount().read(entry))
    increment = entry.get("increment")
    return Rate(
        prefix,
        Amount().read(entry["price"]),
        IncrementText().read(increment) if increment else None,
        _BANDS.read(entry.get("bands", [])),
    )
