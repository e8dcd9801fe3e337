"""Pieces laid over one another cover a span exactly, whatever they are."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.seat_time.layers import Piece, Stretch, cut, lay
from seatyard.errors import InvalidInput

from .facts import LENGTH, START, minute, told

END = minute(LENGTH)
NAMES = ("a", "b", "c", "unknown")

PIECES = st.builds(
    lambda at, length, rank, state, reason, evidence: Piece(
        minute(at), minute(at + length), rank, state, reason, evidence
    ),
    st.integers(-20, LENGTH + 20),
    st.integers(-3, 40),
    st.integers(0, 3),
    st.sampled_from(NAMES),
    st.none() | st.integers(0, 2),
    st.sampled_from(["", "x", "y"]),
)
SEVERAL = st.lists(PIECES, max_size=12)


def laid(pieces: list[Piece]) -> list[Stretch]:
    return lay(START, END, pieces)


def times(found: list[Stretch]) -> Counter[str]:
    made: Counter[str] = Counter()
    for one in found:
        made[one.state] += one.microseconds
    return made


@given(SEVERAL)
def test_the_span_is_covered_exactly(pieces: list[Piece]) -> None:
    found = laid(pieces)
    assert found[0].starts == START
    assert found[-1].ends == END
    for before, after in itertools.pairwise(found):
        assert before.ends == after.starts
        assert (before.state, before.reason, before.evidence) != (after.state, after.reason, after.evidence)
    assert all(one.starts < one.ends for one in found)
    assert sum(one.microseconds for one in found) == LENGTH * 60_000_000


@given(SEVERAL, st.integers(0, 2**32))
def test_any_order_gives_the_same(pieces: list[Piece], seed: int) -> None:
    mixed = list(pieces)
    random.Random(seed).shuffle(mixed)
    assert laid(mixed) == laid(pieces) == laid(pieces + mixed)


@given(SEVERAL, PIECES)
def test_a_piece_more_takes_time_and_invents_none(pieces: list[Piece], more: Piece) -> None:
    before, after = times(laid(pieces)), times(laid([*pieces, more]))
    for state in NAMES:
        if state != more.state:
            assert after[state] <= before[state]
    assert after[more.state] - before[more.state] <= max(
        0, (more.ends - more.starts) // timedelta(microseconds=1)
    )


@given(SEVERAL, st.integers(0, LENGTH))
def test_every_moment_is_the_highest_ones(pieces: list[Piece], at: int) -> None:
    moment = minute(at + 0.5)
    found = next((one for one in laid(pieces) if one.starts <= moment < one.ends), None)
    claims = [one for one in pieces if one.starts <= moment < one.ends]
    if found is None:
        assert moment >= END
    elif claims:
        most = max(one.rank for one in claims)
        assert found.state in {one.state for one in claims if one.rank == most}
    else:
        assert found.state == "unknown"


@given(SEVERAL, st.lists(st.integers(-5, LENGTH + 5), max_size=5))
def test_a_cut_changes_no_time(pieces: list[Piece], at: list[int]) -> None:
    found = laid(pieces)
    parts = cut(found, [minute(one) for one in at])
    assert times(parts) == times(found)
    assert told(parts) == told(found)
    for one in parts:
        assert not any(one.starts < minute(moment) < one.ends for moment in at)


def test_an_empty_span() -> None:
    assert lay(START, START, [Piece(START, END, 0, "a")]) == []


def test_a_span_that_ends_before_it_starts() -> None:
    with pytest.raises(InvalidInput, match="ends before it starts"):
        lay(END, START, [])


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (30, 24)])
def test_moments_of_a_zone_are_measured_by_time_not_by_its_clock(day: int, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    (found,) = lay(datetime(2026, 3, day, tzinfo=berlin), datetime(2026, 3, day + 1, tzinfo=berlin), [])
    assert found.microseconds == hours * 3_600_000_000
