"""From changes to intervals: which state a seat was in, from when to when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..models import AFTER_CALL, READY, SYSTEM


@dataclass(frozen=True)
class Interval:
    """One state, from-to; the last one has no end yet."""

    starts_at: datetime
    ends_at: datetime | None
    state: str
    reason: int | None
    source: str
    by: str = ""


@dataclass(frozen=True)
class Moment:
    """A change, as ``SeatStateChange`` keeps it."""

    at: datetime
    state: str
    reason: int | None
    until: datetime | None
    source: str
    by: str = ""


def intervals(changes: Iterable[Moment]) -> Iterator[Interval]:
    """In order of time, without gaps or overlaps, from the first change on.

    After-call work that the switch gives counts while the seat is ready, and gives way to whatever
    the seat says meanwhile; that with an end of its own is followed by ready.
    """
    open_one: Interval | None = None
    until: datetime | None = None
    for change in sorted(changes, key=_in_order):
        if open_one and until and until <= change.at:
            yield replace(open_one, ends_at=until)
            open_one, until = Interval(until, None, READY, None, SYSTEM), None
        if change.source == SYSTEM and open_one and not _gives_way(open_one):
            continue
        if open_one and open_one.starts_at < change.at:
            yield replace(open_one, ends_at=change.at)
        open_one = Interval(change.at, None, change.state, change.reason, change.source, change.by)
        until = change.until if change.state == AFTER_CALL else None
    if open_one is None:
        return
    if until:
        yield replace(open_one, ends_at=until)
        open_one = Interval(until, None, READY, None, SYSTEM)
    yield open_one


def _in_order(one: Moment) -> tuple[datetime, str, str, int, datetime, str]:
    """By time, and of one moment by their words: the order in which they were learnt is nothing."""
    return one.at, one.source, one.state, one.reason or 0, one.until or one.at, one.by


def _gives_way(now: Interval) -> bool:
    """Whether the switch's after-call work shows over this state."""
    return now.state == READY or (now.state == AFTER_CALL and now.source == SYSTEM)


def within(found: Iterable[Interval], since: datetime, to: datetime) -> Iterator[Interval]:
    """The parts of the intervals that lie between two moments."""
    for one in found:
        ends = to if one.ends_at is None else min(one.ends_at, to)
        starts = max(one.starts_at, since)
        if starts < ends:
            yield replace(one, starts_at=starts, ends_at=ends)
