"""The path of a call as a drawing: a lane for each leg over one scale of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from esl.calls.path import Lane, Piece

WIDTH = 1000
"""Of the whole call, in the drawing's units."""
LANE, BAR, TOP = 46, 20, 22
"""Height of a lane and of the bar in it; where the first one begins, below the scale."""
_LEAST = 3.0
"""A bar narrower than this would not be seen."""
_WORD = 45
"""Width of a mark's word."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
"""Seconds between two marks of the scale."""
_MARKS = 8
"""Marks at most."""


@dataclass(frozen=True, slots=True)
class Bar:
    piece: Piece
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Track:
    lane: Lane
    y: int
    """Of its bars; its name stands above them."""
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Drawing:
    tracks: list[Track]
    marks: list[tuple[float, int]]
    """Where on the scale, and how many seconds after the start."""
    height: int
    width: int = WIDTH
    bar: int = BAR


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the same told in words."""

    at: datetime
    lane: Lane
    piece: Piece
    microseconds: int


def drawn(lanes: Sequence[Lane]) -> Drawing:
    """From the first ring to the last end, the work after it included."""
    pieces = [piece for lane in lanes for piece in lane.pieces]
    starts = min(piece.starts for piece in pieces)
    whole = max((piece.ends - starts).total_seconds() for piece in pieces) or 1.0

    def x(moment: datetime) -> float:
        return round((moment - starts).total_seconds() / whole * WIDTH, 1)

    tracks = [
        Track(lane, TOP + at * LANE + 20, [_bar(piece, x) for piece in lane.pieces])
        for at, lane in enumerate(lanes)
    ]
    step = next((one for one in _STEPS if whole / one <= _MARKS), _STEPS[-1])
    marks = [(round(at / whole * WIDTH, 1), at) for at in range(0, int(whole) + 1, step)]
    marks = [mark for mark in marks if mark[0] <= WIDTH - _WORD]
    return Drawing(tracks, marks, TOP + len(lanes) * LANE)


def told(lanes: Sequence[Lane]) -> list[Event]:
    """What happened, in order of time; what took no time is left out."""
    return sorted(_events(lanes), key=lambda one: one.at)


def _events(lanes: Sequence[Lane]) -> Iterator[Event]:
    for lane in lanes:
        for piece in lane.pieces:
            if piece.starts < piece.ends:
                length = round((piece.ends - piece.starts).total_seconds() * 1_000_000)
                yield Event(piece.starts, lane, piece, length)


def _bar(piece: Piece, x: Callable[[datetime], float]) -> Bar:
    left = x(piece.starts)
    return Bar(piece, min(left, WIDTH - _LEAST), max(_LEAST, round(x(piece.ends) - left, 1)))
