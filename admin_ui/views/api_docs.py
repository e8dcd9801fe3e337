"""The API's description as a page: made by the server, in the English of the code; it asks nobody else."""

from __future__ import annotations

from typing import Any

from flask import render_template

from seatyard.api.frame import document
from seatyard.identity.roles import public

_SCHEMAS = "#/components/schemas/"


@public
def api_docs() -> str:
    described = document()
    operations: dict[str, list[dict[str, Any]]] = {}
    for path, known in described["paths"].items():
        shared = known.get("parameters", [])
        for method, told in known.items():
            if method != "parameters":
                shown = {**told, "method": method.upper(), "path": path}
                shown["parameters"] = [*shared, *told.get("parameters", [])]
                operations.setdefault(told["tags"][0], []).append(shown)
    return render_template(
        "api_docs.html",
        tags=described["tags"],
        operations=operations,
        schemas=described["components"]["schemas"],
        in_words=in_words,
        named=named,
        target=target,
    )


def in_words(schema: dict[str, Any]) -> str:
    """``list of Leg``, ``string (date-time) or null``, ``one of inbound, outbound``."""
    if found := named(schema):
        return found
    kinds = schema.get("type", "anything")
    words = [kinds] if isinstance(kinds, str) else list(kinds)
    words += [named(one) for one in schema.get("anyOf", []) if named(one)]
    if words[0] == "array":
        words[0] = f"list of {in_words(schema['items'])}"
    form = f" ({schema['format']})" if "format" in schema else ""
    choice = f": {', '.join(str(one) for one in schema['enum'] if one)}" if "enum" in schema else ""
    return words[0] + form + "".join(f" or {word}" for word in words[1:]) + choice


def named(schema: dict[str, Any]) -> str:
    """The schema that this one refers to."""
    reference: str = schema.get("$ref", "")
    return reference.removeprefix(_SCHEMAS) if reference.startswith(_SCHEMAS) else ""


def target(schema: dict[str, Any]) -> str:
    """The schema that this one leads to, itself or by its entries: what a link goes to."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return next((name for one in inner if (name := named(one))), "")
