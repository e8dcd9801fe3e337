"""The difference between two documents of a flow, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from esl.flows.difference import ADDED, REMOVED, Difference
from esl.flows.document import step
from esl.flows.kinds.fields import CHOICE, WAY

from .flow_words import choice, field_title, title

_: Callable[..., str] = gettext
LONGEST = 80
"""Characters of a value that is shown."""


def line(one: Difference, kinds: Mapping[str, Mapping[str, Any]], shown: Mapping[str, str]) -> str:
    """One difference; ``shown`` are titles of nodes, ``kinds`` the kinds as described."""
    if one.path == ("start",):
        return str(_("A call begins at %(after)s, not at %(before)s", **_both(one, shown)))
    if one.path[0] == "trials":
        case = one.after if one.change == ADDED else one.before
        said = ", ".join(f"{key}: {value}" for key, value in case.items())[:LONGEST]
        if one.change == ADDED:
            return str(_("Trial case added: %(case)s", case=said))
        return str(_("Trial case removed: %(case)s", case=said))
    node = shown.get(str(one.node), str(one.node))
    if len(one.path) == 2:
        return _of_node(one, node)
    kind, key, rest = _place(one, kinds)
    named = " ".join([field_title(kind, key), *rest])
    both = {side: _value(getattr(one, side), kinds, kind, key, shown) for side in ("before", "after")}
    if one.change == ADDED:
        return str(_("%(node)s: %(field)s: %(after)s (new)", node=node, field=named, **both))
    if one.change == REMOVED:
        return str(_("%(node)s: %(field)s: no more %(before)s", node=node, field=named, **both))
    return str(_("%(node)s: %(field)s: %(before)s → %(after)s", node=node, field=named, **both))


def _of_node(one: Difference, node: str) -> str:
    if one.change == ADDED:
        return str(_("%(node)s is new: %(kind)s", node=node, kind=_kind(one.after)))
    if one.change == REMOVED:
        return str(_("%(node)s is removed: %(kind)s", node=node, kind=_kind(one.before)))
    return str(
        _(
            "%(node)s: %(before)s becomes %(after)s",
            node=node,
            before=_kind(one.before),
            after=_kind(one.after),
        )
    )


def _kind(node: Any) -> str:
    at = step("", node) if isinstance(node, Mapping) else None
    return title(at.kind) if at else "?"


def _place(one: Difference, kinds: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, list[str]]:
    """Kind (or nothing), field, and what stands further in: the key of a way, a day."""
    first, *rest = one.path[2:]
    if first in kinds and rest and any(field["path"] == [first, rest[0]] for field in kinds[first]["fields"]):
        return first, rest[0], rest[1:]
    return first if first in kinds else "", first, rest


def _both(one: Difference, shown: Mapping[str, str]) -> dict[str, str]:
    return {
        side: shown.get(str(getattr(one, side)), str(getattr(one, side) or "—"))
        for side in ("before", "after")
    }


def _value(
    value: Any, kinds: Mapping[str, Mapping[str, Any]], kind: str, key: str, shown: Mapping[str, str]
) -> str:
    if value is None:
        return "—"
    fields = kinds[kind]["fields"] if kind in kinds else [f for one in kinds.values() for f in one["fields"]]
    shape = next((field["shape"] for field in fields if field["key"] == key), "")
    if isinstance(value, Mapping) and set(value) == {"say"}:
        return f"“{str(value['say'])[:LONGEST]}”"
    if shape == CHOICE:
        return choice(key, value)
    if shape == WAY or key in ("digits", "values"):
        return shown.get(str(value), str(value))
    return str(value)[:LONGEST]
