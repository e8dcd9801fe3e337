"""Files written whole or not at all, readable by no more people than they should be."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

SECRET = 0o600


def write(path: Path, content: bytes, mode: int = 0o644, *, durable: bool = False) -> None:
    """Replace ``path`` by ``content``; its folder is made, and its mode set before a byte is in it.

    ``durable``: it has its bytes also when the power fails just after.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    fresh.replace(path)


class Reopened(io.RawIOBase):
    """A file that is open only while it is read from: an answer that nobody takes whole leaves nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._path.stat().st_size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        with self._path.open("rb") as file:
            file.seek(self._at)
            count = file.readinto(buffer)
        self._at += count
        return count
