"""The JSON Schema of a case file. Terms are checked by their own."""

from __future__ import annotations

from . import facts
from .facts.schemas import DATE, MONTH, NAME, mapping, several

_TERMS = {"type": "object", "description": "a mapping of clauses to their parameters"}

SCHEMA = mapping(
    ["contract", "bill"],
    {
        "contract": mapping(
            ["starts"],
            {
                "template": NAME,
                "terms": _TERMS,
                "overrides": _TERMS,
                "changes": several(
                    mapping(["starts", "overrides"], {"starts": DATE, "signed": DATE, "overrides": _TERMS})
                ),
                "signed": DATE,
                "starts": DATE,
                "ends": DATE,
                "not_renewed": DATE,
                "timezone": NAME,
            },
        ),
        "facts": facts.SCHEMA,
        "bill": several(MONTH, minItems=1),
        "as_of": DATE,
    },
)
