"""Rows as documents of the trail: plain values, and of secrets no more than that they are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .rules import SECRET_KEYS, Rule

SECRET, ANOTHER = "secret", "another secret"
"""What stands in place of a secret, before and after it changed."""


def of_row(rule: Rule, row: Mapping[str, Any], secret: str = SECRET) -> dict[str, Any]:
    """The noted columns of a row."""
    return {
        name: _hidden(value, secret) if name in rule.secret else plain(value)
        for name, value in row.items()
        if rule.notes(name)
    }


def difference(
    rule: Rule, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Of two states of a row the noted columns that differ, before and after; None where none does."""
    changed = [name for name in new if rule.notes(name) and old.get(name) != new[name]]
    if not changed:
        return None
    before, after = {name: old.get(name) for name in changed}, {name: new[name] for name in changed}
    return of_row(rule, before), of_row(rule, after, ANOTHER)


def plain(value: Any) -> Any:
    """As JSON has it. TypeError for what no audited column holds."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {
            str(name): _hidden(one, SECRET) if str(name).lower() in SECRET_KEYS else plain(one)
            for name, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    raise TypeError(f"the audit trail has no form for {type(value).__name__}")


def _hidden(value: Any, word: str) -> str | None:
    return None if value is None else word
