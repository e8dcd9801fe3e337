"""Telephone numbers as the pool writes them: E.164 (ITU-T), ``+861088880001``."""

from __future__ import annotations

import re

import phonenumbers

from seatyard.errors import InvalidInput

ALLOWED = "E.164, such as +861088880001"
_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_SAME = 6
"""Characters at the beginning that decide, with the length, whether a number is possible."""
_possible: set[tuple[str, int]] = set()


def valid(text: str, *, where: str = "number") -> str:
    """The number in E.164 as the numbering plans allow it, from any international spelling."""
    found = canonical(text)
    if found is None:
        raise InvalidInput(f"{text!r} is not a telephone number", where=where, allowed=ALLOWED)
    return found


def canonical(text: str) -> str | None:
    """The same, None when it is no telephone number.

    A list of 100,000 numbers has few beginnings: what is known of one is not asked again for the next.
    """
    kind = (text[:_SAME], len(text))
    if kind in _possible and _PLAIN.match(text):
        return text
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if written == text and len(_possible) < 10_000:
        _possible.add(kind)
    return written
