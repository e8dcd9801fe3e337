"""People's passwords: argon2id, never compared or logged in clear."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to compare with when there is no such person; made at the first login, not at import."""
    return _hasher.hash("nobody")


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Compare in the same time whether or not there is such a person (``password_hash`` None)."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
