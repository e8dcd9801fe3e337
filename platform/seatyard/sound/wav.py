"""What a WAV file says of itself, and whether it is telling the truth.

Decoders are lenient: they play what there is of a truncated file and say nothing. RIFF and
WAVE_FORMAT_EXTENSIBLE as in Microsoft's "Multiple Channel Audio Data and WAVE Files" (2007).
"""

from __future__ import annotations

import io
import struct
import wave
from dataclasses import dataclass

from ..errors import InvalidInput

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
BITS = {PCM: (8, 16, 24, 32), FLOAT: (32, 64), A_LAW: (8,), MU_LAW: (8,)}
"""The encodings that are taken, each with its sizes of a sample."""
LOWEST, HIGHEST = 8_000, 192_000
"""Samples a second."""
ALLOWED = f"PCM, floating point, A-law or µ-law, 1 or 2 channels, {LOWEST:,} to {HIGHEST:,} samples a second"


@dataclass(frozen=True)
class Header:
    encoding: int
    channels: int
    rate: int
    """Samples a second."""
    bits: int
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def header(content: bytes, where: str = "") -> Header:
    """Read a RIFF/WAVE file's chunks; InvalidInput for one that is damaged or of no use on a telephone."""

    def wrong(message: str, allowed: str = ALLOWED) -> InvalidInput:
        return InvalidInput(message, where=where, allowed=allowed)

    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise wrong("not a WAV file", "RIFF/WAVE")
    chunks = _chunks(content)
    if len(chunks.get(b"fmt ", (b"", 0))[0]) < 16:
        raise wrong("a WAV file without its format")
    if b"data" not in chunks:
        raise wrong("a WAV file without sound in it")
    fmt, (data, promised) = chunks[b"fmt "][0], chunks[b"data"]
    encoding, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", fmt)
    if encoding == EXTENSIBLE and len(fmt) >= 26:
        (encoding,) = struct.unpack_from("<H", fmt, 24)
    if bits not in BITS.get(encoding, ()):
        raise wrong(f"a WAV file of encoding {encoding:#06x} with {bits} bits a sample")
    if channels not in (1, 2):
        raise wrong(f"{channels} channels")
    if not LOWEST <= rate <= HIGHEST:
        raise wrong(f"{rate:,} samples a second")
    if block != channels * bits // 8:
        raise wrong(f"a WAV file that contradicts itself: {block} bytes a frame", f"{channels * bits // 8}")
    if len(data) < promised:
        raise wrong(f"truncated: {len(data):,} of {promised:,} bytes of sound are there", "the whole file")
    return Header(encoding, channels, rate, bits, len(data) // block)


def file(samples: bytes, rate: int) -> bytes:
    """The WAV file of 16-bit little-endian samples of one channel."""
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return made.getvalue()


def _chunks(content: bytes) -> dict[bytes, tuple[bytes, int]]:
    """The first chunk of each name: what is there of it, and the length that it was promised to have."""
    found: dict[bytes, tuple[bytes, int]] = {}
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        found.setdefault(name, (content[at + 8 : at + 8 + size], size))
        at += 8 + size + size % 2
    return found
