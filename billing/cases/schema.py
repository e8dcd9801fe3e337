"""The JSON Schema of a case file. Terms are checked by their own."""

from __future__ import annotations

from typing import Any

from ..clauses import CAUSES, INBOUND, OUTBOUND

MOST_SEATS = 100_000

_DATE = {"type": "string", "format": "date", "description": "a date such as 2026-03-01"}
_MOMENT = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
    "description": "a local date such as 2026-03-01, or a time such as 2026-03-01T09:00:00+08:00",
}
_COUNT = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_SEATS,
    "description": f"a whole number from 1 to {MOST_SEATS}",
}
_NUMBER = {
    "type": "string",
    "pattern": r"^\+?[0-9*#]{1,20}$",
    "description": "a quoted number such as '+8613800138000'",
}
_NAME = {"type": "string", "description": "a name"}


def _mapping(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a mapping",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": "a list", **others}


SCHEMA = _mapping(
    ["contract", "bill"],
    contract=_mapping(
        ["starts"],
        template=_NAME,
        terms={"type": "object", "description": "a mapping of clauses to their parameters"},
        overrides={"type": "object", "description": "a mapping of clauses to their parameters"},
        signed=_DATE,
        starts=_DATE,
        ends=_DATE,
        timezone=_NAME,
    ),
    facts=_mapping(
        [],
        seats=_list(_mapping(["at", "type"], at=_MOMENT, type=_NAME, add=_COUNT, release=_COUNT)),
        calls=_list(
            _mapping(
                ["start", "direction", "billsec"],
                **{
                    "start": _MOMENT,
                    "direction": {"enum": [INBOUND, OUTBOUND]},
                    "from": _NUMBER,
                    "to": _NUMBER,
                    "billsec": {
                        "type": "integer",
                        "minimum": 0,
                        "maximum": 10**7,
                        "description": "whole seconds of talk from 0",
                    },
                },
            )
        ),
        outages=_list(
            _mapping(
                ["from", "to"],
                **{
                    "from": _MOMENT,
                    "to": _MOMENT,
                    "cause": {"enum": list(CAUSES)},
                    "seats": {
                        "type": ["integer", "string"],
                        "pattern": "^all$",
                        "minimum": 1,
                        "maximum": MOST_SEATS,
                        "description": f"all, or a whole number from 1 to {MOST_SEATS}",
                    },
                },
            )
        ),
    ),
    bill=_list(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
            "description": "a month such as 2026-03",
        },
        minItems=1,
    ),
)
