"""Where a phone was registered, and what of a gap is known."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.seat_time.presence import Presence, Registered, Watch, always, presence

from .facts import START, minute

CORE, OTHER = "core-1", "core-2"
HERE = "192.0.2.7:5060"
"""The address of a phone on somebody's desk, also of one that was switched off for a night."""


def watch(starts: float, ends: float, core: str = CORE) -> Watch:
    return Watch(minute(starts), minute(ends), core)


def at(n: float, *calls: str) -> Registered:
    return Registered(minute(n), frozenset(calls))


def told(watches: list[Watch], *heard: Registered) -> list[tuple[float, float, bool | None]]:
    made: list[tuple[float, float, bool | None]] = []
    for one in presence(watches, heard):
        starts, ends = ((moment - START).total_seconds() / 60 for moment in (one.starts, one.ends))
        if made and made[-1][1:] == (starts, one.there):
            made[-1] = (made[-1][0], ends, one.there)
        else:
            made.append((starts, ends, one.there))
    return made


def test_nobody_listened() -> None:
    assert told([]) == []
    assert told([], at(0, "x")) == []


def test_what_is_heard_while_listening() -> None:
    found = told([watch(0, 60)], at(5, "x"), at(20), at(30, "y"), at(31, "y", "z"), at(40, "z"))
    assert found == [(0, 5, False), (5, 20, True), (20, 30, False), (30, 60, True)]


def test_what_was_there_when_listening_began() -> None:
    assert told([watch(0, 60)], at(0, "x")) == [(0, 60, True)]


@pytest.mark.parametrize(
    ("after", "core", "length", "gap"),
    [
        (("x",), CORE, 0.5, True),
        (("x",), CORE, 600, True),
        (("x", HERE), CORE, 600, True),
        (("y", HERE), CORE, 600, None),
        (("y", HERE), CORE, 0.5, True),
        (("y",), CORE, 0.5, True),
        (("y",), CORE, 2, None),
        (("x", "y"), CORE, 600, True),
        ((), CORE, 0.5, None),
        (("x",), OTHER, 0.5, None),
    ],
)
def test_a_gap_with_a_phone_before_it(
    after: tuple[str, ...], core: str, length: float, gap: bool | None
) -> None:
    ends = 10 + length
    found = list(presence([watch(0, 10), watch(ends, ends + 10, core)], [at(0, "x", HERE), at(ends, *after)]))
    assert [one.there for one in found] == [True, gap, bool(after)]
    assert (found[1].starts, found[1].ends) == (minute(10), minute(ends))


@pytest.mark.parametrize(
    ("after", "length", "gap"), [((), 1, False), ((), 1.1, None), (("x",), 0.5, None), (("x",), 2, None)]
)
def test_a_gap_without_a_phone_before_it(after: tuple[str, ...], length: float, gap: bool | None) -> None:
    ends = 10 + length
    heard = [at(ends, *after)] if after else []
    found = list(presence([watch(0, 10), watch(ends, ends + 10)], heard))
    assert [one.there for one in found] == [False, gap, bool(after)]


def test_why_a_gap_is_unknown() -> None:
    (_, lost, _) = presence([watch(0, 10), watch(20, 30)], [])
    (_, dead, _) = presence([watch(0, 10), watch(20, 30, OTHER)], [])
    assert (lost.evidence, dead.evidence) == ("gap nobody listened", "gap the switch was restarted")


def test_what_was_heard_just_before_the_gap_is_what_was_before_it() -> None:
    """The worker was killed: its last proof of life is older than what it wrote of the phones."""
    assert told([watch(0, 10), watch(10.5, 20)], at(0, "x"), at(10.1)) == [(0, 10, True), (10, 20, False)]


def test_an_ordinary_telephone_is_there_while_the_switch_is() -> None:
    found = list(always([watch(0, 10), watch(300, 310), watch(320, 330, OTHER)], "phone +8613911112222"))
    assert [one.there for one in found] == [True, True, True, None, True]


WATCHES = st.lists(
    st.builds(
        lambda a, b, core: watch(a, a + b, core),
        st.integers(0, 50),
        st.integers(0, 20),
        st.sampled_from([CORE, OTHER]),
    ),
    max_size=5,
)
HEARD = st.lists(
    st.builds(lambda n, calls: at(n, *calls), st.integers(-5, 75), st.sets(st.sampled_from("xyz"))),
    max_size=10,
)


@given(WATCHES, HEARD, st.integers(0, 2**32))
def test_without_gaps_or_overlaps_in_any_order(
    watches: list[Watch], heard: list[Registered], seed: int
) -> None:
    found = list(presence(watches, heard))
    for before, after in itertools.pairwise(found):
        assert before.ends == after.starts
    assert all(one.starts < one.ends for one in found)
    dice = random.Random(seed)
    mixed = dice.sample(watches, len(watches)), dice.sample(heard, len(heard))
    assert list(presence(*mixed)) == found


@given(WATCHES, HEARD)
def test_known_only_where_somebody_listened_or_the_list_afterwards_tells(
    watches: list[Watch], heard: list[Registered]
) -> None:
    def listened(one: Presence) -> bool:
        return any(w.starts <= one.starts and one.ends <= w.ends for w in watches)

    for one in presence(watches, heard):
        if one.there is None:
            assert not any(w.starts <= one.starts < w.ends for w in watches)
        elif not listened(one) and not one.there:
            touching = [w for w in watches if w.starts <= one.ends and w.ends >= one.starts]
            assert touching
