"""Units of quantities, as a formula's reader says them."""

from __future__ import annotations

from fractions import Fraction

_WORDS = {
    "seat": ("席", "seat", "seats"),
    "line": ("条", "line", "lines"),
    "person": ("人", "person", "people"),
    "month": ("个月", "month", "months"),
    "day": ("天", "day", "days"),
    "second": ("秒", "second", "seconds"),
    "hour": ("小时", "hour", "hours"),
    "minute": ("分钟", "minute", "minutes"),
    "point": ("个百分点", "point", "points"),
    "item": ("件", "item", "items"),
    "figure": ("项", "figure", "figures"),
}


def counted(value: Fraction, said: str, unit: str) -> tuple[str, str]:
    """``said`` with its unit in Chinese and in English: ``3 席``, ``3 seats``; as it is without a unit."""
    if not unit:
        return said, said
    zh, one, many = _WORDS[unit]
    return f"{said} {zh}", f"{said} {one if value == 1 else many}"
