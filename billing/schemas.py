"""The JSON Schemas of the files that people write, whole, so that editors complete and check them.

What is checked when a file is read is the same, part by part: a case's own schema first, then that of its
terms once they are merged.
"""

from __future__ import annotations

import json
from copy import deepcopy
from importlib import resources
from typing import Any

from .cases.schema import SCHEMA as CASE
from .contracts.schema import SCHEMA as SECTION
from .parties.section import BUYER
from .terms import names
from .terms.schema import DIALECT, template_schema, terms_schema

SAYS = {
    "template": "Whose terms these are, unless overridden",
    "terms": "The whole terms, in place of a template",
    "overrides": "Merged over the template's terms (RFC 7396): mappings join, null takes a value away",
    "changes": "Terms that hold from a day on, each merged over those before",
    "signed": "The day of signing",
    "starts": "The first day",
    "ends": "The last day, before any renewal",
    "not_renewed": "The day on which a party gave notice not to renew",
    "timezone": "Whose months and days these are",
}


def terms() -> dict[str, Any]:
    return terms_schema()


def template() -> dict[str, Any]:
    return template_schema()


def case() -> dict[str, Any]:
    """Of a case file for ``seatyard simulate``."""
    schema = deepcopy(CASE)
    schema["properties"]["contract"] = _contract(CASE["properties"]["contract"])
    schema["properties"]["bill"]["title"] = "The months to invoice, in order"
    schema["properties"]["as_of"]["title"] = "The day to compute arrears to; without it all is paid in time"
    schema["properties"]["facts"]["title"] = "What happened; dates are those of effect"
    return {"$schema": DIALECT, "title": "A case for seatyard simulate", **schema}


def onboarding() -> dict[str, Any]:
    """Of the file of ``seatyard tenant onboard``, its contract with all clauses."""
    file = resources.files("tenants").joinpath("onboarding/onboarding.schema.json")
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    schema["properties"]["contract"] = _contract(SECTION)
    buyer = schema["properties"]["billing"]
    buyer["title"] = "Whom invoices are made out to"
    buyer |= {"additionalProperties": False, "properties": buyer["properties"] | deepcopy(BUYER)}
    return schema


def _contract(section: dict[str, Any]) -> dict[str, Any]:
    """A contract section with the clauses written out in it."""
    made = deepcopy(section)
    properties = made["properties"]
    properties["template"]["enum"] = names()
    if "terms" in properties:
        properties["terms"] = _inner(terms_schema())
    properties["overrides"] = _patch(_inner(terms_schema()))
    properties["changes"]["items"]["properties"]["overrides"] = _patch(_inner(terms_schema()))
    for name, schema in properties.items():
        schema["title"] = SAYS[name]
    return made


def _inner(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in deepcopy(schema).items() if key != "$schema"}


def _patch(schema: dict[str, Any]) -> dict[str, Any]:
    """Of what is merged over a document that ``schema`` describes: any part of it, and null to take away."""
    made = {key: value for key, value in schema.items() if key not in ("required", "minProperties")}
    if "properties" in made:
        made["properties"] = {name: _nullable(_patch(one)) for name, one in made["properties"].items()}
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _nullable(_patch(made["additionalProperties"]))
    return made


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    made = dict(schema)
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    if "type" in made:
        types = made["type"] if isinstance(made["type"], list) else [made["type"]]
        made["type"] = [*types, "null"]
    return made
