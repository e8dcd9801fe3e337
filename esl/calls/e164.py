"""Public numbers in one spelling, so that a rate's prefix and a person find them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

REGION = "CN"
"""How a number without a country code is read."""

SHORT = 6
"""Up to this many digits it is an extension or a service code (110, 95588), which E.164 does not know."""


@lru_cache(maxsize=65536)
def e164(number: str) -> str:
    """``number`` in E.164 (``+8613800138000``) when it is a valid public number; else as it is."""
    if number.startswith("+") or len(number) <= SHORT or not number.isdecimal():
        return number
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
