"""Placeholder sounds, made with the standard library: tones that say "here belongs a recording"."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Iterable

RATE = 8000
"""Samples a second, as telephones have it."""
LOUDNESS = 4000
"""Of 32,767: quiet."""

PROMPT = ((440, 0.25), (0, 0.05), (550, 0.25), (0, 0.05), (660, 0.35), (0, 0.2))
BLIP = ((550, 0.1), (0, 0.05))
MUSIC = ((392, 0.6), (440, 0.6), (523, 0.6), (440, 0.6), (0, 2.0))


def tones(notes: Iterable[tuple[float, float]]) -> bytes:
    """A mono 16-bit WAV of (Hz, seconds); 0 Hz is silence."""
    samples = [sample for pitch, seconds in notes for sample in _tone(pitch, seconds)]
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()


def _tone(pitch: float, seconds: float) -> Iterable[int]:
    length = int(RATE * seconds)
    fade = RATE // 50
    for n in range(length):
        loud = LOUDNESS * min(1.0, n / fade, (length - n) / fade)
        yield int(loud * math.sin(2 * math.pi * pitch * n / RATE))
