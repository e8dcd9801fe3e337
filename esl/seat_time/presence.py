"""From what was heard of a seat's phones, and when anybody listened, to where it was registered. Pure.

A node is *watched* while its Event Socket is listened to. Between two watches lies a gap, of which only
this is known: what was so just before it, and what the list of registrations after it says. The rule:

- the switch was another after the gap (it had died, or was restarted): unknown;
- the gap is at most ``SHORT``, and what was so before it is so after it: so it was all along;
- a phone is there under the same registration (its Call-ID) before and after: it was there all along. The
  same address tells nothing of a long gap: a phone that was switched off for the night has it again;
- everything else is unknown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_ADDRESS = re.compile(r"[0-9A-Fa-f.:]+:[0-9]{1,5}\Z")
SHORT = timedelta(minutes=1)
"""Of a gap, as when the worker is restarted: hardly long enough for a phone to leave and come back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A time in which a node was listened to without a break."""

    starts: datetime
    ends: datetime
    core: str
    """Core-UUID: another one is another run of the switch."""


@dataclass(frozen=True, slots=True)
class Registered:
    """From a moment on a seat's phones were registered, known by these marks; no mark: no phone was."""

    at: datetime
    marks: frozenset[str]
    """Call-IDs and addresses of its registrations."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a seat's phone was there for a while: None is unknown."""

    starts: datetime
    ends: datetime
    there: bool | None
    evidence: str


def presence(watches: Iterable[Watch], heard: Iterable[Registered]) -> Iterator[Presence]:
    """From the first watch to the end of the last, in order of time, without gaps or overlaps."""
    changes = sorted(heard, key=lambda one: (one.at, sorted(one.marks)))
    moments = [one.at for one in changes]
    before: Watch | None = None
    for watch in _apart(watches):
        if before is not None and before.ends < watch.starts:
            was = _standing(changes, bisect_left(moments, watch.starts))
            now = _standing(changes, bisect_right(moments, watch.starts))
            yield _gap(before, watch, was, now)
        yield from _watched(watch, changes, moments)
        before = watch


def always(watches: Iterable[Watch], telephone: str) -> Iterator[Presence]:
    """Of a seat that is bound to an ordinary telephone: there while the switch is."""
    before: Watch | None = None
    for watch in _apart(watches):
        if before is not None and before.ends < watch.starts:
            there = True if before.core == watch.core else None
            yield Presence(before.ends, watch.starts, there, telephone if there else _named(before, watch))
        yield Presence(watch.starts, watch.ends, True, telephone)
        before = watch


def _apart(watches: Iterable[Watch]) -> Iterator[Watch]:
    """In order, each from where the one before it ended."""
    until: datetime | None = None
    for one in sorted(watches, key=lambda one: (one.starts, one.ends, one.core)):
        starts = one.starts if until is None else max(one.starts, until)
        if starts < one.ends:
            yield Watch(starts, one.ends, one.core)
            until = one.ends


def _standing(changes: Sequence[Registered], count: int) -> frozenset[str]:
    return changes[count - 1].marks if count else frozenset()


def _gap(before: Watch, after: Watch, was: frozenset[str], now: frozenset[str]) -> Presence:
    there: bool | None = None
    if before.core == after.core:
        short = after.starts - before.ends <= SHORT
        if _call_ids(was & now) or (short and bool(was) == bool(now)):
            there = bool(now)
    evidence = _named(before, after) if there is None else _phone(now)
    return Presence(before.ends, after.starts, there, evidence)


def _watched(watch: Watch, changes: Sequence[Registered], moments: Sequence[datetime]) -> Iterator[Presence]:
    first, last = bisect_right(moments, watch.starts), bisect_left(moments, watch.ends)
    at, marks = watch.starts, _standing(changes, first)
    for change in changes[first:last]:
        if at < change.at:
            yield Presence(at, change.at, bool(marks), _phone(marks))
        at, marks = change.at, change.marks
    yield Presence(at, watch.ends, bool(marks), _phone(marks))


def _call_ids(marks: frozenset[str]) -> bool:
    """Whether one of the marks is a Call-ID: a phone keeps it until it starts anew (RFC 3261, 10.2.4)."""
    return any(_ADDRESS.match(mark) is None for mark in marks)


def _phone(marks: frozenset[str]) -> str:
    return f"phone {min(marks)}" if marks else "no phone"


def _named(before: Watch, after: Watch) -> str:
    why = "the switch was restarted" if before.core != after.core else "nobody listened"
    return f"gap {why}"
