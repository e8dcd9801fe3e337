"""What one terms document says otherwise than another: the overrides that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that differs; None on the side that lacks it."""

    path: str
    before: Any
    after: Any


def difference(base: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The merge patch (RFC 7396) for which ``merged(base, patch)`` says what ``wanted`` says."""
    patch: dict[str, Any] = {key: None for key in base if key not in wanted}
    for key, value in wanted.items():
        before = base.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            below = difference(before, value)
            if below:
                patch[key] = below
        elif key not in base or not same(before, value):
            patch[key] = value
    return patch


def changed(base: Any, wanted: Any, path: str = "") -> Iterator[Changed]:
    """Each single value that differs, by its path: ``seat_rent.price.standard``."""
    if isinstance(base, dict) or isinstance(wanted, dict):
        before = base if isinstance(base, dict) else {}
        after = wanted if isinstance(wanted, dict) else {}
        for key in dict.fromkeys([*before, *after]):
            yield from changed(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif not same(base, wanted):
        yield Changed(path, base, wanted)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: 2000, ``2000`` and ``2000.00`` do."""
    if one == other and type(one) is type(other):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    numbers = _number(one), _number(other)
    return None not in numbers and numbers[0] == numbers[1]


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
