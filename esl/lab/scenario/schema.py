"""The vocabulary of a scenario file, as a JSON Schema."""

from __future__ import annotations

from typing import Any

_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_NUMBER = {"type": "string", "pattern": r"^\+?[0-9*#]{2,20}$"}
_PATTERN = {"type": "string", "pattern": r"^\+?[0-9x]{2,20}$"}
_DOMAIN = {"type": "string", "minLength": 1}

_SECONDS: dict[str, Any] = {
    "oneOf": [
        {"type": "number", "minimum": 0},
        {
            "type": "array",
            "items": {"type": "number", "minimum": 0},
            "minItems": 2,
            "maxItems": 2,
        },
        {
            "type": "object",
            "properties": {
                "mean": {"type": "number", "exclusiveMinimum": 0},
                "sigma": {"type": "number", "exclusiveMinimum": 0, "maximum": 3},
            },
            "required": ["mean"],
            "additionalProperties": False,
        },
    ]
}

_PER_DAY = {
    "type": "object",
    "properties": {
        "weekday": {"type": "number", "minimum": 0},
        "weekend": {"type": "number", "minimum": 0},
    },
    "additionalProperties": False,
}

_HOURS = {
    "type": "object",
    "patternProperties": {"^([01]?[0-9]|2[0-3])(:[0-5][0-9])?$": {"type": "number", "minimum": 0}},
    "additionalProperties": False,
    "minProperties": 1,
}


def _weights(*names: str) -> dict[str, Any]:
    share = {"type": "number", "minimum": 0}
    return {
        "type": "object",
        "properties": dict.fromkeys(names, share),
        "additionalProperties": False,
        "minProperties": 1,
    }


_PHONE = {
    "type": "object",
    "properties": {
        "number": _NUMBER,
        "domain": _DOMAIN,
        "password": {"type": "string"},
        "register": {"type": "boolean"},
        "ring": _SECONDS,
        "answers": _weights("answer", "no_answer", "busy", "reject"),
    },
    "required": ["number", "domain"],
    "additionalProperties": False,
}

_TALK = {
    "calls_per_day": _PER_DAY,
    "hours": _HOURS,
    "talk": _SECONDS,
    "caller_ends": _SHARE,
}

_INBOUND = {
    "type": "object",
    "properties": {
        **_TALK,
        "did": _NUMBER,
        "domain": _DOMAIN,
        "callers": {"type": "array", "items": _PATTERN, "minItems": 1},
        "patience": _SECONDS,
        "message": _SECONDS,
        "early_hangup": _SHARE,
        "misdialled": _SHARE,
        "digits": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
        },
    },
    "required": ["did", "domain", "calls_per_day"],
    "additionalProperties": False,
}

_OUTBOUND = {
    "type": "object",
    "properties": {
        **_TALK,
        "domain": _DOMAIN,
        "seats": {"type": "array", "items": _NUMBER, "minItems": 1},
        "destinations": {"type": "array", "items": _PATTERN, "minItems": 1},
        "prefix": {"type": "string", "pattern": "^[0-9*#+]*$"},
        "answers": _weights("answer", "busy", "no_answer", "reject", "failure", "unallocated"),
        "ring": _SECONDS,
        "patience": _SECONDS,
    },
    "required": ["domain", "seats", "destinations", "calls_per_day"],
    "additionalProperties": False,
}

SCENARIO: dict[str, Any] = {
    "type": "object",
    "properties": {
        "seed": {"type": "integer"},
        "timezone": {"type": "string"},
        "phones": {"type": "array", "items": _PHONE},
        "inbound": {"type": "array", "items": _INBOUND},
        "outbound": {"type": "array", "items": _OUTBOUND},
    },
    "additionalProperties": False,
}
