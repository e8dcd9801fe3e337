"""The JSON Schema of the ``contract`` section of an onboarding file. Terms are checked by their own."""

from __future__ import annotations

from typing import Any

from ..cases.facts.schemas import DATE, mapping, several

OVERRIDES = {"type": "object", "description": "a mapping of clauses to their parameters"}
CHANGES = several(mapping(["starts", "overrides"], {"starts": DATE, "signed": DATE, "overrides": OVERRIDES}))
SCHEMA: dict[str, Any] = mapping(
    ["template", "starts"],
    {
        "template": {"type": "string", "description": "a template's name"},
        "signed": DATE,
        "starts": DATE,
        "ends": DATE,
        "not_renewed": DATE,
        "overrides": OVERRIDES,
        "changes": CHANGES,
    },
)
