"""Secrets that have to be read again, encrypted at rest: Fernet with the keys of a file of the instance.

The file has a key a line. The first encrypts, all decrypt; so a new first line begins a rotation,
``seatyard secrets rotate`` encrypts everything with it, and then the old lines can go.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from .config import Settings
from .errors import InvalidInput

Rotate = Callable[[Callable[[str], str]], int]
"""Put each secret of a table through the function, in the caller's transaction; how many there were."""

_tables: dict[str, Rotate] = {}


def register(name: str, rotate: Rotate) -> None:
    """Name a table that keeps secrets, for the rotation."""
    _tables[name] = rotate


def sealed(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def opened(token: str) -> str:
    """InvalidInput when no key of the file fits."""
    try:
        return _keys().decrypt(token.encode()).decode()
    except InvalidToken:
        raise InvalidInput("none of its keys opens a secret", where=str(_file())) from None


def resealed(token: str) -> str:
    """The same secret under the first key."""
    return sealed(opened(token))


def rotate() -> dict[str, int]:
    """Put everything under the first key; how many secrets, by table. In the caller's transaction."""
    return {name: each(resealed) for name, each in _tables.items()}


def _file() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.secrets_key_file


def _keys() -> MultiFernet:
    path = _file()
    with suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> MultiFernet:
    try:
        return MultiFernet([Fernet(line) for line in path.read_text().split()])
    except ValueError as error:
        allowed = "Fernet keys (32 bytes in URL-safe base64), one a line"
        raise InvalidInput(f"cannot be read: {error}", where=str(path), allowed=allowed) from None
