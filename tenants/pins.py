"""PINs of voicemail boxes: kept as what a node can compare with the little that its switch computes.

FreeSWITCH itself knows no digest but MD5, so this is MD5, salted and many times over. A PIN is short:
whoever has the digest finds it by trying all of them, so digests are secrets as well.
"""

from __future__ import annotations

import hashlib
import secrets

ROUNDS = 1000
"""As ``freeswitch-conf/scripts/voicemail.lua`` counts them."""
LENGTH = 6
"""Digits of a PIN that is made up."""


def hashed(pin: str, salt: str = "") -> str:
    """``<salt>$<digest>``; another salt each time, unless one is given."""
    salt = salt or secrets.token_hex(8)
    digest = salt
    for _ in range(ROUNDS):
        digest = hashlib.md5(f"{digest}:{pin}".encode(), usedforsecurity=False).hexdigest()
    return f"{salt}${digest}"


def right(pin: str, kept: str) -> bool:
    return secrets.compare_digest(hashed(pin, kept.partition("$")[0]), kept)


def make() -> str:
    """Digits, none of which says much about another."""
    return "".join(secrets.choice("0123456789") for _ in range(LENGTH))
