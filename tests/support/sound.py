"""Sounds for tests: made, and looked at."""

from __future__ import annotations

import io
import math
import struct
import wave


def wav(
    seconds: float = 1.0, rate: int = 8000, channels: int = 1, hertz: float = 440, loud: float = 0.3
) -> bytes:
    """A 16-bit WAV file of a tone."""
    samples = [
        int(32_767 * loud * math.sin(2 * math.pi * hertz * n / rate))
        for n in range(round(rate * seconds))
        for _ in range(channels)
    ]
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()


def samples(content: bytes) -> list[float]:
    """Of a telephone's WAV, between -1 and 1; fails for any other."""
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        raw = file.readframes(file.getnframes())
    return [value / 32_768 for (value,) in struct.iter_unpack("<h", raw)]


def rms(values: list[float]) -> float:
    return math.sqrt(sum(value * value for value in values) / max(1, len(values)))


def tone_share(values: list[float], hertz: float, rate: int = 8000) -> float:
    """How much of the sound's power is at this pitch (Goertzel): 1 for a pure tone."""
    turn = 2 * math.pi * hertz / rate
    real = sum(value * math.cos(turn * n) for n, value in enumerate(values))
    imaginary = sum(value * math.sin(turn * n) for n, value in enumerate(values))
    power = sum(value * value for value in values)
    return 2 * (real * real + imaginary * imaginary) / (len(values) * power) if power else 0.0
