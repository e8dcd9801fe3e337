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
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .shelf import INDEX, SUMS, Item, index, opened, sums

BLOCK = 512
_END = 2 * BLOCK
"""Bytes of nothing after the last file."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    size: int
    mtime: int
    content: bytes | Item
    """Of a recording only where to find it: an archive may have many."""

    @property
    def head(self) -> bytes:
        told = tarfile.TarInfo(self.name)
        told.size, told.mtime, told.mode = self.size, self.mtime, 0o600
        return told.tobuf(tarfile.USTAR_FORMAT)

    @property
    def span(self) -> int:
        """Bytes that it takes in the archive."""
        return BLOCK + self.size + -self.size % BLOCK


class Archive(io.RawIOBase):
    """The tar file, seekable; what is read of it is opened then, with the key of its version."""

    def __init__(self, files: Sequence[File], keys: dict[int, bytes], etag: str) -> None:
        self.etag = etag
        self._files, self._keys = files, keys
        self._starts = list(accumulate((file.span for file in files), initial=0))
        self.length = self._starts[-1] + _END
        self._at = 0
        self._open: tuple[int, io.RawIOBase | io.BytesIO] | None = None

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
        piece = self._piece(len(view))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _piece(self, most: int) -> bytes:
        """Up to ``most`` bytes from where we are: of a head, of a file, or of what fills it up."""
        number = bisect_right(self._starts, self._at) - 1
        if number == len(self._files):
            return bytes(max(0, min(most, self.length - self._at)))
        file, inside = self._files[number], self._at - self._starts[number]
        if inside < BLOCK:
            return file.head[inside : inside + most]
        inside -= BLOCK
        if inside >= file.size:
            return bytes(min(most, self._starts[number + 1] - self._at))
        content = self._content(number, file)
        if content.tell() != inside:
            content.seek(inside)
        return content.read(min(most, file.size - inside)) or b""

    def _content(self, number: int, file: File) -> io.RawIOBase | io.BytesIO:
        if self._open is None or self._open[0] != number:
            source = file.content
            made = (
                io.BytesIO(source)
                if isinstance(source, bytes)
                else opened(source, self._keys[source.key_version])
            )
            self._open = number, made
        return self._open[1]


def tar(found: Sequence[Item], keys: dict[int, bytes]) -> Archive:
    """The recordings in their folders, and at the front ``index.csv`` and, by day, ``SHA256SUMS``."""
    mark = hashlib.sha256()
    latest = max((int(one.ended_at.timestamp()) for one in found), default=0)
    days: dict[str, list[Item]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    told = {INDEX: index(found)}
    told |= {f"{day[:7]}/{day}/{SUMS}": sums(items) for day, items in sorted(days.items())}
    for content in told.values():
        mark.update(content)
    files = [File(name, len(content), latest, content) for name, content in told.items()]
    files += [File(one.path, one.bytes, int(one.ended_at.timestamp()), one) for one in found]
    return Archive(files, keys, mark.hexdigest())
