"""What a WAV file says of itself: whether it was written to its end, and how long it plays.

The switch writes the lengths of an unfinished file as those of an empty one, and the true ones when it
closes it (libsndfile); so a file tells by itself whether somebody is still writing.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from seatyard.errors import InvalidInput

_RIFF = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_MOST_CHUNKS = 64
"""Before the audio; the switch writes two or three."""


@dataclass(frozen=True)
class Wav:
    """A file's own account of itself."""

    audio_at: int
    """Where the audio begins."""
    audio_bytes: int
    """As its header says."""
    bytes_per_second: int
    size: int
    """Bytes of the whole file, as it lies there."""
    riff_bytes: int
    """As its header says, after the first eight."""

    @property
    def closed(self) -> bool:
        """Whether the header's lengths are those of the file."""
        return self.riff_bytes + 8 in (self.size, self.size + 1)

    @property
    def whole(self) -> bool:
        """Whether it was closed with audio in it, and nothing was cut off."""
        return self.closed and 0 < self.audio_bytes <= self.size - self.audio_at

    @property
    def length_ms(self) -> int:
        there = min(self.audio_bytes, self.size - self.audio_at)
        return round(there * 1000 / self.bytes_per_second)


def read(file: BinaryIO, size: int) -> Wav:
    """Read the header of an open file of ``size`` bytes. InvalidInput when it is no WAV file."""
    file.seek(0)
    head = file.read(_RIFF.size)
    if len(head) < _RIFF.size:
        raise InvalidInput("too short for a WAV file")
    riff, riff_bytes, wave = _RIFF.unpack(head)
    if riff != b"RIFF" or wave != b"WAVE":
        raise InvalidInput("not a WAV file")
    at, rate = _RIFF.size, 0
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        chunk = file.read(_CHUNK.size)
        if len(chunk) < _CHUNK.size:
            break
        kind, length = _CHUNK.unpack(chunk)
        if kind == b"fmt ":
            layout = file.read(12)
            rate = struct.unpack_from("<I", layout, 8)[0] if len(layout) == 12 else 0
        elif kind == b"data":
            if rate <= 0:
                break
            return Wav(at + _CHUNK.size, length, rate, size, riff_bytes)
        at += _CHUNK.size + length + (length & 1)
    raise InvalidInput("a WAV file without audio")


def closed(found: Wav, head: bytes) -> bytes:
    """``head`` (the file up to its audio) as it would be, had the file been closed where it ends."""
    audio = found.size - found.audio_at
    return (
        head[:4] + struct.pack("<I", found.size - 8) + head[8 : found.audio_at - 4] + struct.pack("<I", audio)
    )
