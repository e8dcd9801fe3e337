"""Half-open stretches of time: merged, cut, and intersected to the microsecond."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of what has not ended."""

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
MINUTE = timedelta(minutes=1) // MICROSECOND


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``starts`` up to, not with, ``ends``."""

    starts: datetime
    ends: datetime

    @property
    def microseconds(self) -> int:
        return (self.ends - self.starts) // MICROSECOND

    def common(self, other: Span) -> Span | None:
        """What both cover, if anything."""
        starts = self.starts if self.starts >= other.starts else other.starts
        ends = self.ends if self.ends <= other.ends else other.ends
        if starts is self.starts and ends is self.ends:
            return self if starts < ends else None
        return Span(starts, ends) if starts < ends else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans apart from each other; touching ones become one."""
    result: list[Span] = []
    for span in sorted(spans, key=attrgetter("starts", "ends")):
        if span.starts >= span.ends:
            continue
        if result and span.starts <= result[-1].ends:
            result[-1] = Span(result[-1].starts, max(result[-1].ends, span.ends))
        else:
            result.append(span)
    return result


def common(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """What is covered by a span of both, in order."""
    lefts, rights = merged(left), merged(right)
    found = []
    at = 0
    for one in lefts:
        while at < len(rights) and rights[at].ends <= one.starts:
            at += 1
        for other in islice(rights, at, None):
            if other.starts >= one.ends:
                break
            starts = one.starts if one.starts > other.starts else other.starts
            ends = one.ends if one.ends < other.ends else other.ends
            inside = starts is other.starts and ends is other.ends
            found.append(other if inside else Span(starts, ends))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What ``spans`` cover and ``taken`` does not, in order."""
    left = merged(spans)
    for away in merged(taken):
        left = [
            part
            for one in left
            for part in (
                Span(one.starts, min(one.ends, away.starts)),
                Span(max(one.starts, away.ends), one.ends),
            )
            if part.starts < part.ends
        ]
    return left


def microseconds(spans: Iterable[Span]) -> int:
    """How long they last together; they are apart from each other."""
    return sum(span.microseconds for span in spans)
