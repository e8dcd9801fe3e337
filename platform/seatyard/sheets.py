"""Text in tables that people open in a spreadsheet, which calculates what looks like a formula."""

from __future__ import annotations

import re
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet read a cell's text as a formula (OWASP, CSV injection)."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")


def cell(value: Any) -> Any:
    """Text that a spreadsheet would calculate is given an apostrophe; a number, E.164 too, is none."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS) or _NUMBER.match(value):
        return value
    return f"'{value}"
