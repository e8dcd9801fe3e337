"""From changes to intervals, in whatever order the changes were learnt."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl.seats.intervals import Interval, Moment, intervals, within

START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def said(n: float, state: str, reason: int | None = None, until: float | None = None) -> Moment:
    return Moment(minute(n), state, reason, None if until is None else minute(until), "star_code")


def wrapped(n: float, until: float) -> Moment:
    return Moment(minute(n), "after_call", None, minute(until), "system")


def spans(*changes: Moment) -> list[tuple[float, float | None, str]]:
    def at(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - START) / timedelta(minutes=1)

    return [(at(one.starts_at), at(one.ends_at), one.state) for one in intervals(changes)]  # type: ignore[misc]


def test_nothing_said_is_nothing_known() -> None:
    assert spans() == []


def test_each_state_lasts_until_the_next() -> None:
    found = spans(said(0, "ready"), said(5, "busy", 2), said(9, "ready"), said(30, "signed_out"))
    assert found == [(0, 5, "ready"), (5, 9, "busy"), (9, 30, "ready"), (30, None, "signed_out")]


def test_after_call_work_is_followed_by_ready() -> None:
    assert spans(said(0, "ready"), wrapped(3, 4)) == [
        (0, 3, "ready"),
        (3, 4, "after_call"),
        (4, None, "ready"),
    ]


def test_what_the_seat_says_ends_after_call_work() -> None:
    assert spans(said(0, "ready"), wrapped(3, 8), said(5, "busy")) == [
        (0, 3, "ready"),
        (3, 5, "after_call"),
        (5, None, "busy"),
    ]


def test_a_seat_that_is_not_ready_stays_as_it_is_after_a_call() -> None:
    """It said so during the talk: the switch offers it nothing anyway."""
    assert spans(said(0, "busy"), wrapped(3, 8)) == [(0, None, "busy")]


def test_minutes_that_a_seat_takes_go_on_over_the_switchs() -> None:
    found = spans(said(0, "ready"), wrapped(3, 4), said(3.5, "after_call", until=9), wrapped(5, 6))
    assert found == [(0, 3, "ready"), (3, 3.5, "after_call"), (3.5, 9, "after_call"), (9, None, "ready")]


def test_one_call_after_another() -> None:
    found = spans(wrapped(3, 4), wrapped(4, 5), wrapped(10, 11))
    assert found == [
        (3, 4, "after_call"),
        (4, 5, "after_call"),
        (5, 10, "ready"),
        (10, 11, "after_call"),
        (11, None, "ready"),
    ]


CHANGES = st.lists(
    st.one_of(
        st.builds(said, st.integers(0, 50), st.sampled_from(["ready", "busy", "after_call", "signed_out"])),
        st.builds(lambda n, m: said(n, "after_call", until=n + m), st.integers(0, 50), st.integers(1, 9)),
        st.builds(lambda n, m: wrapped(n, n + m), st.integers(0, 50), st.integers(1, 9)),
    ),
    max_size=12,
    unique_by=lambda one: one.at,
)


@given(CHANGES, st.randoms())
def test_any_order_gives_the_same_without_gaps_or_overlaps(changes: list[Moment], dice: object) -> None:
    found = list(intervals(changes))
    mixed = list(changes)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert list(intervals(mixed)) == found
    for before, after in itertools.pairwise(found):
        assert before.ends_at == after.starts_at > before.starts_at
    if found:
        assert found[0].starts_at == min(one.at for one in changes)
        assert found[-1].ends_at is None


def test_the_part_between_two_moments() -> None:
    found = intervals([said(0, "ready"), said(5, "busy", 2), said(9, "ready")])
    assert list(within(found, minute(6), minute(20))) == [
        Interval(minute(6), minute(9), "busy", 2, "star_code"),
        Interval(minute(9), minute(20), "ready", None, "star_code"),
    ]
