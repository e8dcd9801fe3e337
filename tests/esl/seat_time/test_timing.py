"""What counts as what: states, calls, holds and phones of one seat laid over one another."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from esl.seat_time.timing import Line, SeatFacts, seat_time

from .facts import LENGTH, LINES, SEATS, START, facts, line, minute, said, there, told, wrapped

END = minute(LENGTH)


def spent(of: SeatFacts) -> list[tuple[float, float, str]]:
    return told(seat_time(START, END, of))


def test_nothing_known_is_unknown() -> None:
    assert spent(facts()) == [(0, 60, "unknown")]


def test_a_phone_that_says_nothing_is_ready() -> None:
    assert spent(facts(there(10, 50))) == [(0, 10, "unknown"), (10, 50, "ready"), (50, 60, "unknown")]


def test_a_working_hour() -> None:
    known = facts(
        there(0, 2, False),
        there(2, 55),
        there(55, 60, False),
        said(5, "ready"),
        line(10, 11, 20, (13, 15), (17, 18)),
        wrapped(20, 22),
        said(25, "busy", 2),
        said(30, "ready"),
        line(31, None, 32),
        line(40, 42, 50, to=False),
        said(52, "signed_out"),
    )
    assert spent(known) == [
        (0, 2, "unregistered"),
        (2, 10, "ready"),
        (10, 11, "ringing"),
        (11, 13, "talking"),
        (13, 15, "hold"),
        (15, 17, "talking"),
        (17, 18, "hold"),
        (18, 20, "talking"),
        (20, 22, "after_call"),
        (22, 25, "ready"),
        (25, 30, "busy:2"),
        (30, 31, "ready"),
        (31, 32, "ringing"),
        (32, 40, "ready"),
        (40, 42, "dialling"),
        (42, 50, "talking"),
        (50, 52, "ready"),
        (52, 60, "signed_out"),
    ]


def test_of_two_calls_the_one_that_goes_on_counts() -> None:
    """A consultation: the first call is on hold meanwhile."""
    known = facts(there(0, 60), line(0, 0, 30, (5, 20)), line(6, 8, 18, to=False))
    assert spent(known)[:5] == [
        (0, 5, "talking"),
        (5, 8, "hold"),
        (8, 18, "talking"),
        (18, 20, "hold"),
        (20, 30, "talking"),
    ]


def test_a_call_while_nobody_listened_is_known_by_its_record() -> None:
    known = facts(there(0, 10), there(10, 50, None), there(50, 60), line(20, 21, 30))
    assert spent(known) == [
        (0, 10, "ready"),
        (10, 20, "unknown"),
        (20, 21, "ringing"),
        (21, 30, "talking"),
        (30, 50, "unknown"),
        (50, 60, "ready"),
    ]


def test_who_has_signed_out_is_signed_out_whoever_listens() -> None:
    known = facts(there(0, 10), said(5, "signed_out"), there(10, 50, None), there(50, 60, False))
    assert spent(known) == [(0, 5, "ready"), (5, 60, "signed_out")]


def test_busy_is_nothing_without_a_phone() -> None:
    known = facts(said(-5, "busy", 1), there(0, 20), there(20, 40, False), there(40, 60, None))
    assert spent(known) == [(0, 20, "busy:1"), (20, 40, "unregistered"), (40, 60, "unknown")]


def test_a_seat_has_no_time_outside_its_lease() -> None:
    known = facts(there(-10, 60), said(-5, "busy", 1), leased=(10, 50))
    assert spent(known) == [(0, 10, "not_leased"), (10, 50, "busy:1"), (50, 60, "not_leased")]


def test_a_hold_outside_its_call_is_cut() -> None:
    """The switch ends a hold that lasts to the hang-up some milliseconds after it."""
    found = spent(facts(there(0, 60), line(0, 5, 10, (8, 11), (2, 6), (9, 12))))
    assert found[:4] == [(0, 5, "ringing"), (5, 6, "hold"), (6, 8, "talking"), (8, 10, "hold")]


def test_evidence_names_what_tells() -> None:
    found = seat_time(START, END, facts(there(0, 60), line(10, 10, 20, name="u-1"), said(30, "busy", 2)))
    assert [one.evidence for one in found if one.state == "talking"] == ["leg u-1"]
    assert [one.evidence for one in found if one.state == "busy"] == [
        f"said star_code {minute(30).isoformat()}"
    ]


@given(SEATS)
def test_the_span_is_covered_exactly(known: SeatFacts) -> None:
    found = seat_time(START, END, known)
    assert (found[0].starts, found[-1].ends) == (START, END)
    assert all(before.ends == after.starts for before, after in itertools.pairwise(found))
    assert sum(one.microseconds for one in found) == LENGTH * 60_000_000


@given(SEATS, st.integers(0, 2**32))
def test_any_order_gives_the_same(known: SeatFacts, seed: int) -> None:
    dice = random.Random(seed)
    mixed = {
        field: tuple(dice.sample(some, len(some)))
        for field, some in ((name, getattr(known, name)) for name in SeatFacts.__slots__)
    }
    again = SeatFacts(**mixed)
    assert seat_time(START, END, again) == seat_time(START, END, known)


@given(SEATS, LINES)
def test_a_call_more_takes_no_more_than_its_own_time(known: SeatFacts, call: Line) -> None:
    def times(of: SeatFacts) -> Counter[str]:
        made: Counter[str] = Counter()
        for one in seat_time(START, END, of):
            made[one.state] += one.microseconds
        return made

    before, after = times(known), times(replace(known, lines=(*known.lines, call)))
    for state in ("ready", "busy", "after_call", "signed_out", "unregistered", "not_leased", "unknown"):
        assert after[state] <= before[state]
    of_calls = ("talking", "hold", "ringing", "dialling")
    own = (call.ended - call.started).total_seconds() * 1_000_000
    assert sum(after[state] - before[state] for state in of_calls) <= own


@given(SEATS, st.integers(1, LENGTH - 1))
def test_a_part_of_the_span_is_that_part(known: SeatFacts, at: int) -> None:
    whole = seat_time(START, END, known)
    parts = [*seat_time(START, minute(at), known), *seat_time(minute(at), END, known)]
    assert told(parts) == told(whole)
