"""The facts that the quote form asks for more plainly than a case file does."""

from __future__ import annotations

from billing.cases.facts.calls import SCHEMA as CALL
from billing.cases.facts.schemas import MOST_SEATS, mapping

SEATS = {
    "type": "object",
    "additionalProperties": {
        "type": "integer",
        "minimum": 0,
        "maximum": MOST_SEATS,
        "description": f"a whole number from 0 to {MOST_SEATS}",
    },
}
"""Seats by type."""
CALLS = mapping(
    ["count", "minutes"],
    {
        "count": CALL["properties"]["count"],
        "minutes": {"type": ["number", "string"], "description": "minutes such as 2.5"},
        "direction": CALL["properties"]["direction"],
        "to": CALL["properties"]["to"],
    },
)
"""So many calls, each of so many minutes."""
