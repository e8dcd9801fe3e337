"""A day or month of recordings as one tar file, made while it is read, and readable from anywhere in it.

Its bytes are known before the first of them is made (POSIX ustar: a block of 512 bytes before each file,
files filled up to whole blocks, two empty blocks at the end), so it has a length, a mark, and parts: a
download that broke off is resumed.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .shelf import INDEX, SUMS, Item, index, opened, sums

BLOCK = 512
_END = bytes(2 * BLOCK)


@dataclass(frozen=True)
class Part:
    """Bytes at a place in the archive."""

    length: int
    open: Callable[[], io.RawIOBase | io.BytesIO]


class Archive(io.RawIOBase):
    """The tar file, seekable; what is read of it is opened then."""

    def __init__(self, parts: Sequence[Part], etag: str) -> None:
        self.etag = etag
        self._parts = parts
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + part.length)
        self.length = self._starts[-1]
        self._at = 0
        self._current: tuple[int, io.RawIOBase | io.BytesIO] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self.length:
            return 0
        number = bisect_right(self._starts, self._at) - 1
        if self._current is None or self._current[0] != number:
            self._current = number, self._parts[number].open()
        file, inside = self._current[1], self._at - self._starts[number]
        if file.tell() != inside:
            file.seek(inside)
        piece = file.read(min(len(view), self._parts[number].length - inside)) or b""
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def tar(found: Sequence[Item], keys: dict[int, bytes]) -> Archive:
    """The recordings in their folders, and at the front ``index.csv`` and, by day, ``SHA256SUMS``."""
    parts: list[Part] = []
    mark = hashlib.sha256()
    latest = max((int(one.ended_at.timestamp()) for one in found), default=0)
    days = sorted({one.day for one in found})
    told = [(INDEX, index(found))]
    told += [(f"{day[:7]}/{day}/{SUMS}", sums([one for one in found if one.day == day])) for day in days]
    for name, content in told:
        _add(parts, name, len(content), latest, lambda content=content: io.BytesIO(content))  # type: ignore[misc]
        mark.update(content)
    for one in found:
        key = keys[one.key_version]
        _add(
            parts,
            one.path,
            one.bytes,
            int(one.ended_at.timestamp()),
            lambda one=one, key=key: opened(one, key),  # type: ignore[misc]
        )
    parts.append(Part(len(_END), lambda: io.BytesIO(_END)))
    return Archive(parts, mark.hexdigest())


def _add(
    parts: list[Part], name: str, size: int, at: int, open_it: Callable[[], io.RawIOBase | io.BytesIO]
) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mtime, told.mode = size, at, 0o600
    head = told.tobuf(tarfile.USTAR_FORMAT)
    parts.append(Part(len(head), lambda: io.BytesIO(head)))
    if size:
        parts.append(Part(size, open_it))
    if rest := -size % BLOCK:
        parts.append(Part(rest, lambda: io.BytesIO(bytes(rest))))
