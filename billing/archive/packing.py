"""A ZIP file that is there whole or not at all: the same bytes for the same content, an entry at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from seatyard.errors import Conflict, InvalidInput

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every entry: when it was packed is no part of what it is."""
FILE = 0o100644 << 16
UNIX = 3


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    size: int
    sha256: str


class Pack:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.entries: list[Entry] = []

    def add(self, name: str, content: bytes | Iterable[bytes]) -> Entry:
        """An entry; of what comes in pieces one piece is held."""
        info = zipfile.ZipInfo(name, EPOCH)
        info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, FILE, UNIX
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as file:
            for piece in [content] if isinstance(content, bytes) else content:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        self.entries.append(Entry(name, size, digest.hexdigest()))
        return self.entries[-1]


@contextmanager
def packing(out: Path) -> Iterator[Pack]:
    """Written beside ``out`` and put in its place when the block ends well.

    Conflict while another process writes the same file; InvalidInput where none can be written.
    """
    beside = out.with_name(f".{out.name}.part")
    try:
        file = os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be written", where=str(out)) from error
    with file:
        if not _alone(file, beside):
            raise Conflict("another process is writing it", where=str(out), allowed="wait for it")
        file.truncate(0)
        try:
            with zipfile.ZipFile(file, "w") as archive:
                yield Pack(archive)
            file.flush()
            os.fsync(file.fileno())
            os.replace(beside, out)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _alone(file: BinaryIO, beside: Path) -> bool:
    """Lock it; it must still be the file of that name, not one that was just put in its place."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), os.stat(beside))
    except (BlockingIOError, FileNotFoundError):
        return False
