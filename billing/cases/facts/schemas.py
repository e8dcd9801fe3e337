"""The words that the schemas of facts share."""

from __future__ import annotations

from typing import Any

from ...engine.parameters import DAY, Amount, Day

MOST_SEATS = 100_000

DATE = Day().schema()
MOMENT = {
    "type": "string",
    "pattern": f"^{DAY}" r"([T ][0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
    "description": "a local date such as 2026-03-01, or a time such as 2026-03-01T09:00:00+08:00",
}
MONTH = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "description": "a month such as 2026-03",
}
COUNT = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_SEATS,
    "description": f"a whole number from 1 to {MOST_SEATS}",
}
AMOUNT = Amount().schema()
NUMBER = {
    "type": "string",
    "pattern": r"^\+?[0-9*#]{1,20}$",
    "description": "a quoted number such as '+8613800138000'",
}
NAME = {"type": "string", "minLength": 1, "maxLength": 100, "description": "a name"}


def mapping(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a mapping",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def several(items: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": "a list", **others}
