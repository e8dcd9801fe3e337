"""Files written whole or not at all, readable by no more people than they should be."""

from __future__ import annotations

import os
from pathlib import Path

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
