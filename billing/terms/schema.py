"""The JSON Schema of terms and templates, from the clauses' own declarations.

``schema.json`` beside this module is what ``written`` gives, for editors and for others; a test
holds the two equal.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from ..clauses import CLAUSES
from ..engine.parameters import schema_of
from .general import General

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def terms_schema() -> dict[str, Any]:
    """Of a terms document: the general part and any of the clauses."""
    schema = schema_of(General)
    schema["properties"] |= {name: _clause(name) for name in CLAUSES}
    return {"$schema": DIALECT, "title": "Terms of a seat contract", **schema}


@cache
def template_schema() -> dict[str, Any]:
    """Of a contract template: terms, the original's words for them, and what it left blank."""
    terms = {key: value for key, value in terms_schema().items() if key != "$schema"}
    quote = _mapping({"source": _text("where the original says it"), **_mapping_of_languages()})
    blank = _mapping({"path": _text("of the value in the terms"), **_mapping_of_languages()})
    return {
        "$schema": DIALECT,
        "title": "A contract template",
        **_mapping(
            {
                "name": _text("of the template, as contracts name it"),
                "title": _mapping(_mapping_of_languages()),
                "source": _text("the original"),
                "terms": terms,
                "texts": {
                    "type": "object",
                    "propertyNames": {"enum": [*General.__dataclass_fields__, *CLAUSES]},
                    "additionalProperties": {"type": "array", "minItems": 1, "items": quote},
                },
                "blanks": {"type": "array", "items": blank},
            }
        ),
    }


def written() -> str:
    """What ``schema.json`` holds."""
    return json.dumps(template_schema(), ensure_ascii=False, indent=2) + "\n"


def _clause(name: str) -> dict[str, Any]:
    says = sys.modules[CLAUSES[name].__module__].__doc__ or name
    return {"title": says.splitlines()[0], **schema_of(CLAUSES[name])}


def _mapping(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a mapping",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _mapping_of_languages() -> dict[str, Any]:
    return {"zh": _text("in Chinese"), "en": _text("in English")}


def _text(says: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": says}
