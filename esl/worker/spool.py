"""Lines that wait for the database, in a file: neither its absence nor a kill of this process loses them."""

from __future__ import annotations

import fcntl
import logging
import os
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Self

logger = logging.getLogger(__name__)

KEPT = 20_000
"""Lines kept in memory while the file takes none; beyond them the oldest are let go."""


class Spool:
    """First in, first out. The file is one process' own, by its lock, and empty whenever nothing waits.

    A kill loses nothing of it, a power failure what the system had not written yet: the call records say
    the same, and do not pass through here.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        """Use ``create`` or ``inherit``."""
        self.path = path
        self._descriptor = descriptor
        self._taken = 0
        """Bytes at the beginning that wait no longer."""
        self._written = os.fstat(descriptor).st_size
        self._lines = sum(1 for _ in self._read())
        self._unwritten: deque[bytes] = deque(maxlen=KEPT)

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new one, of a name that no other has."""
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:
                return cls(path, descriptor)
            os.close(descriptor)  # between the two somebody took it for left behind

    @classmethod
    def inherit(cls, path: Path) -> Self | None:
        """One that an ended process left; None while its process lives."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(path, descriptor)

    def __len__(self) -> int:
        """How many wait."""
        return self._lines + len(self._unwritten)

    def put(self, line: bytes) -> None:
        """Add one; it has no line feed in it. On a disk that takes none it waits in memory."""
        if self._unwritten or not self._append(line + b"\n"):
            if len(self._unwritten) == KEPT:
                logger.error("%s: a line is let go: neither disk nor database takes it", self.path.name)
            self._unwritten.append(line)

    def first(self, most: int) -> list[bytes]:
        """Those that wait longest. They wait until they are ``taken``."""
        return list(islice(self._read() if self._lines else self._unwritten, most))

    def taken(self, lines: list[bytes]) -> None:
        """These, which were the first, wait no longer."""
        if not self._lines:
            for _ in lines:
                self._unwritten.popleft()
            return
        self._lines -= len(lines)
        self._taken += sum(len(line) + 1 for line in lines)
        if not self._lines:
            os.ftruncate(self._descriptor, 0)
            self._taken = self._written = 0

    def close(self) -> None:
        """The file goes when nothing waits in it."""
        if not self:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def _read(self) -> Iterator[bytes]:
        with open(os.dup(self._descriptor), "rb") as lines:
            lines.seek(self._taken)
            for line in lines:
                yield line.rstrip(b"\n")

    def _append(self, line: bytes) -> bool:
        try:
            whole = os.pwrite(self._descriptor, line, self._written) == len(line)
            if not whole:
                os.ftruncate(self._descriptor, self._written)
        except OSError as error:
            logger.warning("%s: not written: %s", self.path.name, error.strerror)
            return False
        self._written += len(line) if whole else 0
        self._lines += whole
        return whole
