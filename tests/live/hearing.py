"""What a phone heard, compared with what was to be played."""

from __future__ import annotations

import math
import struct
from pathlib import Path

HEADER = 44
"""Bytes before the samples in the files of pjsua2's recorder and of Seatyard's prompts."""
RATE = 16_000
"""Samples a second of the recorder."""
PIECE, FOUND = 25, 0.97
"""Frames of 20 ms; the correlation from which on a piece counts as found."""


def seconds(path: Path) -> float:
    """How much the recorder has written so far (its header tells only once the call is over)."""
    return max(0, path.stat().st_size - HEADER) / 2 / RATE if path.exists() else 0.0


def samples(path: Path) -> list[int]:
    content = path.read_bytes()[HEADER:]
    return [value for (value,) in struct.iter_unpack("<h", content[: len(content) // 2 * 2])]


def envelope(values: list[int], rate: int) -> list[float]:
    """Loudness every 20 ms."""
    size = rate // 50
    frames = (values[at : at + size] for at in range(0, len(values) - size + 1, size))
    return [math.sqrt(sum(value * value for value in frame) / size) for frame in frames]


def likeness(heard: list[float], played: list[float]) -> float:
    """Which share of the half seconds of the played envelope is found, wherever, in the heard one.

    In pieces, because a phone on a busy machine drops or repeats a packet. Of another text's, or of a
    tone's, none is found.
    """
    pieces = [played[at : at + PIECE] for at in range(0, len(played) - PIECE + 1, PIECE)]
    return sum(_best(heard, piece) > FOUND for piece in pieces) / len(pieces)


def _best(heard: list[float], piece: list[float]) -> float:
    last = len(heard) - len(piece)
    return max((_correlation(heard[at : at + len(piece)], piece) for at in range(last + 1)), default=0.0)


def _correlation(left: list[float], right: list[float]) -> float:
    middle_left, middle_right = sum(left) / len(left), sum(right) / len(right)
    one = [value - middle_left for value in left]
    other = [value - middle_right for value in right]
    size = math.sqrt(sum(v * v for v in one) * sum(v * v for v in other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / size if size else 0.0
