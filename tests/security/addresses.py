"""Addresses of routes, whatever parts they have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from werkzeug.routing import AnyConverter, Rule


def some(rule: Rule, name: str, known: Mapping[str, object] = MappingProxyType({})) -> object:
    """Something that may stand in that part of the path: one of its few words, or what is known."""
    converter = rule._converters[name]
    return min(converter.items) if isinstance(converter, AnyConverter) else known.get(name, 1)
