"""WAV files for tests, as the switch writes them."""

from __future__ import annotations

import math
import struct

RATE = 8000


def audio(seconds: float, pitch: float = 440) -> bytes:
    """16-bit samples of a tone."""
    samples = (int(8000 * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(int(seconds * RATE)))
    return b"".join(struct.pack("<h", sample) for sample in samples)


def header(audio_bytes: int, riff_bytes: int | None = None) -> bytes:
    """44 bytes; of a file that is still open when both lengths are those of nothing (``riff_bytes`` 8)."""
    riff = audio_bytes + 36 if riff_bytes is None else riff_bytes
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", riff, b"WAVE") + layout + struct.pack("<4sI", b"data", audio_bytes)


def wav(seconds: float, pitch: float = 440) -> bytes:
    sound = audio(seconds, pitch)
    return header(len(sound)) + sound


def unclosed(seconds: float) -> bytes:
    """As a crash leaves it (captured: RIFF 8, data 0)."""
    return header(0, riff_bytes=8) + audio(seconds)
