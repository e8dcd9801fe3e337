"""Pieces of time laid over one another into intervals that cover a span exactly. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise

from seatyard.errors import InvalidInput

from .states import UNKNOWN

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A claim that a seat was in a state from one moment up to, not with, another."""

    starts: datetime
    ends: datetime
    rank: int
    """The highest of those that claim a moment is believed."""
    state: str
    reason: int | None = None
    """Of busy: its code."""
    evidence: str = ""
    """What tells so: ``leg …``, ``said …``, ``phone …``, ``gap …``."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state that a seat was in, half-open."""

    starts: datetime
    ends: datetime
    state: str
    reason: int | None = None
    evidence: str = ""

    @property
    def microseconds(self) -> int:
        return (self.ends - self.starts) // MICROSECOND


_Claim = tuple[int, datetime, str, str, int, datetime]
"""How pieces compare: rank, then the earlier, then by their words, so that order of learning is nothing."""


def lay(starts: datetime, ends: datetime, pieces: Iterable[Piece]) -> list[Stretch]:
    """The span as stretches in order of time, without gap or overlap; unknown where nothing claims it.

    Neighbours that say the same are one. InvalidInput for a span that ends before it starts.
    """
    # Python measures between two moments of one zone by the wall clock, whatever that does meanwhile.
    starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    if ends < starts:
        raise InvalidInput(f"ends before it starts: {ends.isoformat()}", where=starts.isoformat())
    inside = [one for one in pieces if max(one.starts, starts) < min(one.ends, ends)]
    coming = sorted(inside, key=_claim, reverse=True)
    coming.sort(key=lambda one: max(one.starts, starts), reverse=True)
    cuts = {moment for one in inside for moment in (max(one.starts, starts), min(one.ends, ends))}
    claims: list[_Claim] = []
    found: list[Stretch] = []
    for at, until in pairwise(sorted(cuts | {starts, ends})):
        while coming and coming[-1].starts <= at:
            heappush(claims, _claim(coming.pop()))
        while claims and claims[0][-1] <= at:
            heappop(claims)
        _append(found, at, until, claims[0] if claims else None)
    return found


def _claim(piece: Piece) -> _Claim:
    reason = -1 if piece.reason is None else piece.reason
    return -piece.rank, piece.starts, piece.evidence, piece.state, reason, piece.ends


def _append(found: list[Stretch], at: datetime, until: datetime, claim: _Claim | None) -> None:
    state, reason, evidence = UNKNOWN, None, ""
    if claim is not None:
        _, _, evidence, state, code, _ = claim
        reason = None if code < 0 else code
    last = found[-1] if found else None
    if last is not None and (last.state, last.reason, last.evidence) == (state, reason, evidence):
        found[-1] = Stretch(last.starts, until, state, reason, evidence)
    else:
        found.append(Stretch(at, until, state, reason, evidence))


def cut(found: Iterable[Stretch], moments: Iterable[datetime]) -> list[Stretch]:
    """The same time, cut at these moments: the midnights of a zone."""
    at = sorted(set(moments))
    made: list[Stretch] = []
    for one in found:
        inside = [moment for moment in at if one.starts < moment < one.ends]
        for starts, ends in pairwise([one.starts, *inside, one.ends]):
            made.append(Stretch(starts, ends, one.state, one.reason, one.evidence))
    return made
