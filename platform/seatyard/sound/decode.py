"""``python -m seatyard.sound.decode SECONDS``: a sound file on standard input, a telephone's WAV on output.

A process of its own, because a strange file may crash, stall or bloat a decoder; its memory and
its time are limited before a byte of the file is read. Exit status 3 and one line on standard
error where the file is at fault.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator

import numpy as np
import soundfile
import soxr

from . import telephone

MOST_MEMORY = 1 << 30
MOST_CPU = 30
"""Seconds."""
BLOCK = 1 << 16
"""Frames decoded at a time, so that a small file of endless sound ends at the limit."""
CHANNELS = (1, 2)
FAULT = 3


def decoded(content: bytes, most: float) -> bytes:
    """The WAV file; ValueError with a line for a person."""
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.channels not in CHANNELS:
                raise ValueError(f"{file.channels} channels (allowed: 1 or 2)")
            samples = np.concatenate(list(_pieces(file, most)))
    except soundfile.LibsndfileError as error:
        told = f"cannot be decoded: {error.error_string.rstrip('.')}"
        raise ValueError(f"{told} (allowed: a sound file that is whole)") from None
    if not telephone.is_voice(samples):
        raise ValueError("nothing is to be heard in it (allowed: a recording that is not silent)")
    return telephone.file(telephone.levelled(samples))


def _pieces(file: soundfile.SoundFile, most: float) -> Iterator[telephone.Samples]:
    """At 8 kHz, one channel, piece by piece."""
    rate, frames = file.samplerate, 0
    stream = soxr.ResampleStream(rate, telephone.RATE, 1, dtype="float32", quality="HQ")
    while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
        frames += len(block)
        if frames > most * rate:
            raise ValueError(f"longer than {most:.0f} s (allowed: up to {most:.0f} s)")
        if not np.isfinite(block).all():
            raise ValueError("samples that are no numbers (allowed: a sound file that is whole)")
        yield stream.resample_chunk(np.clip(block, -1, 1).mean(axis=1, dtype=np.float32))
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def main(most: float) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(decoded(sys.stdin.buffer.read(), most))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return FAULT
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
