"""Which tones are in a recording: how a test knows who heard whom."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Iterable
from pathlib import Path

from .waiting import until

LOUD = 200.0
"""Amplitude of a tone that counts as heard, of 32,767; what a phone says has some thousands."""


def heard(path: Path, tones: Iterable[int]) -> set[int]:
    """The tones (Hz) of ``tones`` that are loud in the second half of a WAV file."""
    rate, samples = until("the recording is whole", lambda: _samples(path))
    later = samples[len(samples) // 2 :]
    return {tone for tone in tones if _amplitude(later, tone, rate) > LOUD}


def _samples(path: Path) -> tuple[int, tuple[int, ...]] | None:
    """Rate and samples; None while the library still closes the file."""
    try:
        with wave.open(str(path)) as file:
            rate, count = file.getframerate(), file.getnframes()
            frames = file.readframes(count)
    except (EOFError, wave.Error):
        return None
    return (rate, struct.unpack(f"<{count}h", frames)) if count and len(frames) == 2 * count else None


def _amplitude(samples: tuple[int, ...], tone: int, rate: int) -> float:
    """Goertzel: how much of one frequency there is."""
    if not samples:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * tone / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    power = last * last + before * before - turn * last * before
    return 2 * math.sqrt(max(power, 0.0)) / len(samples)
