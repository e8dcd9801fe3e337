"""The facts of one seat, as pieces of time: the whole rule of what counts as what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from ..models import OUTBOUND, READY, SIGNED_OUT
from ..seats.intervals import Moment, intervals
from .layers import Piece, Stretch, lay
from .presence import Presence
from .states import DIALLING, HOLD, NOT_LEASED, RINGING, TALKING, UNKNOWN, UNREGISTERED


class Rank(IntEnum):
    """Which of several claims on a moment is believed: the higher."""

    THERE = 0
    """A phone is there, and the seat has said nothing: it is ready."""
    SAYS = 1
    PRESENCE = 2
    """No phone is there, or nobody knows."""
    SIGNED_OUT = 3
    """Known whether or not anybody listened: signing in leaves a call record."""
    NOT_LEASED = 4
    RINGS = 5
    HOLDS = 6
    TALKS = 7
    """What a call record tells is certain; of two calls at once the one that goes on counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A leg of the seat's, as its record has it."""

    uuid: str
    direction: str
    """From the switch's view: ``outbound`` is a call that the seat was offered."""
    started: datetime
    answered: datetime | None
    ended: datetime
    holds: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when the seat had the other side on hold."""


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is known of a seat; each of any length of time, in any order."""

    says: tuple[Moment, ...] = ()
    lines: tuple[Line, ...] = ()
    presence: tuple[Presence, ...] = ()
    leases: tuple[tuple[datetime, datetime | None], ...] = ()


def seat_time(starts: datetime, ends: datetime, facts: SeatFacts) -> list[Stretch]:
    """Where the seat's time went between two moments: stretches that cover it exactly."""
    pieces = [
        *_presence(starts, ends, facts.presence),
        *_says(ends, facts.says),
        *_leases(starts, ends, facts.leases),
        *(piece for line in facts.lines for piece in _line(line)),
    ]
    return lay(starts, ends, pieces)


def _presence(starts: datetime, ends: datetime, known: Iterable[Presence]) -> Iterator[Piece]:
    at = starts
    for one in sorted(known, key=lambda one: one.starts):
        if at < one.starts:
            yield Piece(at, one.starts, Rank.PRESENCE, UNKNOWN)
        at = max(at, one.ends)
        rank, state = {
            True: (Rank.THERE, READY),
            False: (Rank.PRESENCE, UNREGISTERED),
            None: (Rank.PRESENCE, UNKNOWN),
        }[one.there]
        yield Piece(one.starts, one.ends, rank, state, evidence=one.evidence)
    if at < ends:
        yield Piece(at, ends, Rank.PRESENCE, UNKNOWN)


def _says(ends: datetime, says: Iterable[Moment]) -> Iterator[Piece]:
    for one in intervals(says):
        rank = Rank.SIGNED_OUT if one.state == SIGNED_OUT else Rank.SAYS
        until = ends if one.ends_at is None else one.ends_at
        by = f"{one.source} {one.by}".strip()
        yield Piece(
            one.starts_at, until, rank, one.state, one.reason, f"said {by} {one.starts_at.isoformat()}"
        )


def _leases(
    starts: datetime, ends: datetime, leases: Iterable[tuple[datetime, datetime | None]]
) -> Iterator[Piece]:
    at = starts
    for begun, until in sorted(leases, key=lambda one: one[0]):
        if at < begun:
            yield Piece(at, begun, Rank.NOT_LEASED, NOT_LEASED)
        at = max(at, until or ends)
    if at < ends:
        yield Piece(at, ends, Rank.NOT_LEASED, NOT_LEASED)


def _line(line: Line) -> Iterator[Piece]:
    evidence = f"leg {line.uuid}"
    rings = RINGING if line.direction == OUTBOUND else DIALLING
    yield Piece(line.started, line.answered or line.ended, Rank.RINGS, rings, evidence=evidence)
    if line.answered is None:
        return
    at = line.answered
    for begun, over in sorted(line.holds):
        begun, over = max(at, begun), min(over, line.ended)
        if begun < over:
            yield Piece(at, begun, Rank.TALKS, TALKING, evidence=evidence)
            yield Piece(begun, over, Rank.HOLDS, HOLD, evidence=evidence)
            at = over
    yield Piece(at, line.ended, Rank.TALKS, TALKING, evidence=evidence)
