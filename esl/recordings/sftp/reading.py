"""An open file of a session: read in any order, in pieces of bounded size."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import IO

from ..sealed import Unsealed

MOST = 256 * 1024
"""Bytes that one request is answered with; clients ask again for the rest."""


@dataclass
class Reader:
    file: Unsealed | IO[bytes]
    size: int
    mtime: int

    def read(self, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes from there, fewer only at the end or at :data:`MOST`."""
        wanted = max(0, min(size, MOST, self.size - offset))
        if self.file.tell() != offset:
            self.file.seek(min(offset, self.size))
        pieces = []
        while wanted > 0 and (piece := self.file.read(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def seek(self, offset: int, whence: int) -> int:
        """Where data or a hole begins (asyncssh's clients ask before they fetch): it is data to the end."""
        if offset >= self.size:
            raise OSError(errno.ENXIO, "past the end")
        return offset if whence == os.SEEK_DATA else self.size
