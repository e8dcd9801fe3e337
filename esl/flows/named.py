"""Working hours by name: said once for a tenant, used by the ``hours`` nodes of its flows. Pure.

A node names them (``hours: {named: office, inside: …, outside: …}``). Before a flow is compiled or walked
they are put in its place, so that the switch and trial calls decide by the same hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .document import steps

SECTION = "working_hours"
"""Of a tenant's file, and of its policies."""

Said = Mapping[str, Any]
"""``when``, ``holidays``, ``days`` as in an ``hours`` node; a day may be ``{hours: …, reason: …}`` too."""


def hours_of(policies: Mapping[str, Any]) -> Mapping[str, Said]:
    """A tenant's working hours by name."""
    return policies.get(SECTION) or {}


def as_node(said: Said) -> dict[str, Any]:
    """The same as an ``hours`` node says it: a day's reason is for people alone."""
    days = {day: one["hours"] if isinstance(one, Mapping) else one for day, one in _days(said).items()}
    return {**said, **({"days": days} if days else {})}


def reasons(said: Said) -> dict[str, str]:
    """Why days are not like others, by day; of those that somebody gave a reason for."""
    found = {day: one.get("reason", "") for day, one in _days(said).items() if isinstance(one, Mapping)}
    return {day: reason for day, reason in found.items() if reason}


def used_by(document: Mapping[str, Any]) -> set[str]:
    """The names of the working hours that a flow uses."""
    found = (at.value for at in steps(document) if at.kind == "hours")
    return {str(value["named"]) for value in found if isinstance(value, Mapping) and "named" in value}


def resolved(document: Mapping[str, Any], named: Mapping[str, Said]) -> Mapping[str, Any]:
    """A sound flow with the hours themselves in the nodes that name them."""
    if not used_by(document):
        return document
    nodes = {name: _resolved(node, named) for name, node in document["nodes"].items()}
    return {**document, "nodes": nodes}


def _resolved(node: Mapping[str, Any], named: Mapping[str, Said]) -> Mapping[str, Any]:
    value = node.get("hours")
    if not isinstance(value, Mapping) or "named" not in value:
        return node
    return {**node, "hours": {**value, **as_node(named[value["named"]])}}


def _days(said: Said) -> Mapping[str, Any]:
    return said.get("days") or {}
