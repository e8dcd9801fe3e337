"""Two signals that agree are an outage: what it begins and ends with, and what one alone is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.spans import Span, merged
from esl.outages.combine import Alone, Begun, Change, Combiner, Ended, Grown, Seen, Silence
from esl.outages.kinds import (
    BANNER,
    CALL_BARE,
    CALL_ROUTED,
    EVENT_SOCKET,
    NODE_DOWN,
    OPTIONS_CARRIERS,
    OPTIONS_SEATS,
    PAIRS,
    PROFILE_SEATS,
    SIP_SILENT,
    SOCKET_LOST,
)

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
SIGNALS = (EVENT_SOCKET, BANNER, OPTIONS_SEATS, OPTIONS_CARRIERS, PROFILE_SEATS, CALL_ROUTED, CALL_BARE)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def proved(*signals: str, seconds: float = 0) -> Combiner:
    """All of them proved service at this second."""
    made = Combiner()
    for signal in signals:
        assert made.feed(Seen(signal, at(seconds), ok=True)) == []
    return made


def silent(signal: str, since: float, noticed: float, what: str = "no answer") -> Silence:
    return Silence(signal, at(since), at(noticed), what)


def miss(signal: str, seconds: float) -> Seen:
    return Seen(signal, at(seconds), ok=False, what="no answer")


def test_two_signals_begin_at_the_later_last_proof_and_end_at_the_first_proof_after() -> None:
    machine = proved(EVENT_SOCKET)
    machine.feed(Seen(OPTIONS_SEATS, at(15), ok=True))
    assert machine.feed(miss(EVENT_SOCKET, 20)) == []
    begun = machine.feed(miss(OPTIONS_SEATS, 25))
    both = (silent(EVENT_SOCKET, 0, 20), silent(OPTIONS_SEATS, 15, 25))
    assert begun == [Begun(NODE_DOWN, at(15), both)]
    assert machine.feed(Seen(OPTIONS_SEATS, at(60), ok=True)) == [Ended(at(60), OPTIONS_SEATS)]
    assert machine.feed(Seen(EVENT_SOCKET, at(70), ok=True)) == []
    assert not machine.lasting


def test_one_signal_alone_is_told_when_it_is_over() -> None:
    machine = proved(OPTIONS_SEATS, OPTIONS_CARRIERS)
    assert machine.feed(miss(OPTIONS_SEATS, 10)) == []
    assert machine.feed(miss(OPTIONS_SEATS, 20)) == []
    assert machine.feed(Seen(OPTIONS_SEATS, at(30), ok=True)) == [
        Alone(OPTIONS_SEATS, at(0), at(30), "no answer")
    ]


def test_what_never_proved_anything_is_not_down() -> None:
    machine = proved(EVENT_SOCKET)
    for signal in (OPTIONS_SEATS, OPTIONS_CARRIERS, EVENT_SOCKET):
        assert machine.feed(miss(signal, 10)) == []


def test_an_outage_has_the_gravest_name() -> None:
    machine = proved(EVENT_SOCKET, OPTIONS_SEATS, PROFILE_SEATS)
    machine.feed(miss(OPTIONS_SEATS, 10))
    (begun,) = machine.feed(miss(PROFILE_SEATS, 10))
    assert isinstance(begun, Begun)
    assert begun.kind == SIP_SILENT
    assert machine.feed(miss(EVENT_SOCKET, 30)) == [Grown(NODE_DOWN, (silent(EVENT_SOCKET, 0, 30),))]
    assert machine.feed(Seen(EVENT_SOCKET, at(40), ok=True)) == [], "SIP is still silent"
    assert machine.feed(Seen(PROFILE_SEATS, at(41), ok=True)) == [Ended(at(41), PROFILE_SEATS)]


def test_signals_of_different_things_do_not_agree() -> None:
    machine = proved(BANNER, OPTIONS_SEATS, CALL_ROUTED)
    for signal in (BANNER, OPTIONS_SEATS, CALL_ROUTED):
        assert machine.feed(miss(signal, 10)) == []


def test_an_event_socket_that_gives_no_banner_either_is_lost() -> None:
    machine = proved(EVENT_SOCKET, BANNER, OPTIONS_SEATS)
    machine.feed(miss(EVENT_SOCKET, 45))
    (begun,) = machine.feed(miss(BANNER, 50))
    assert isinstance(begun, Begun)
    assert begun.kind == SOCKET_LOST
    assert machine.feed(Seen(OPTIONS_SEATS, at(51), ok=True)) == []
    assert machine.feed(Seen(BANNER, at(60), ok=True)) == [Ended(at(60), BANNER)]


def test_what_the_last_worker_left_is_ended_by_the_next_ones_first_proof() -> None:
    machine = Combiner.resumed({}, SIP_SILENT, at(0), [OPTIONS_SEATS, PROFILE_SEATS])
    assert machine.lasting
    assert machine.feed(miss(OPTIONS_SEATS, 100)) == []
    assert machine.feed(Seen(PROFILE_SEATS, at(110), ok=True)) == [Ended(at(110), PROFILE_SEATS)]


def test_an_address_that_changed_ends_what_was_said_of_the_old_one() -> None:
    machine = proved(OPTIONS_SEATS, OPTIONS_CARRIERS)
    machine.feed(miss(OPTIONS_SEATS, 10))
    machine.feed(miss(OPTIONS_CARRIERS, 10))
    (ended,) = machine.forget(OPTIONS_SEATS, at(30))
    assert ended == Ended(at(30), OPTIONS_SEATS, "looked for no more, or elsewhere")
    assert machine.feed(miss(OPTIONS_SEATS, 40)) == []


rounds = st.lists(st.frozensets(st.sampled_from(SIGNALS)), max_size=30)
"""Looks at all signals, some seconds apart: which of them fail."""


def outages(changes: list[Change], end: datetime) -> list[Span]:
    begins = [change.starts_at for change in changes if isinstance(change, Begun)]
    ends = [change.ends_at for change in changes if isinstance(change, Ended)]
    return [Span(*pair) for pair in zip(begins, [*ends, end], strict=False)]


def silences(story: list[frozenset[str]], signal: str) -> list[Silence]:
    """From the last proof before to the first proof after, read off the story, with the first miss."""
    oks = [number for number, failing in enumerate(story) if signal not in failing]
    return [silent(signal, 10 * a, 10 * b) for a, b in pairwise(oks) if b - a > 1]


def overlaps(one: Silence, other: Silence) -> bool:
    """Whether there was a look at which both were missed. ``noticed`` is the first proof after."""
    first_misses = max(one.since, other.since) + timedelta(seconds=10)
    return first_misses < min(one.noticed, other.noticed)


def agreed(story: list[frozenset[str]], one: str, other: str) -> list[Span]:
    return [
        Span(max(a.since, b.since), min(a.noticed, b.noticed))
        for a in silences(story, one)
        for b in silences(story, other)
        if overlaps(a, b)
    ]


@given(rounds)
def test_outages_are_the_time_in_which_two_signals_of_a_pair_are_silent(looks: list[frozenset[str]]) -> None:
    story = [frozenset(), *looks, frozenset()]
    machine, changes = Combiner(), []
    for number, failing in enumerate(story):
        for signal in sorted(SIGNALS, key=lambda signal: signal in failing):  # proofs first
            changes += machine.feed(Seen(signal, at(10 * number), signal not in failing))
    pairs = [pair for some in PAIRS.values() for pair in some if set(pair) <= set(SIGNALS)]
    expected = merged(span for pair in pairs for span in agreed(story, *pair))
    found = outages(changes, at(10 * len(story)))
    assert merged(found) == expected
    assert not machine.lasting
    for before, after in pairwise(found):
        assert before.ends <= after.starts


@given(st.lists(st.tuples(st.sampled_from(SIGNALS), st.booleans(), st.integers(0, 60)), max_size=60))
def test_looks_in_any_rhythm_make_outages_that_never_overlap(story: list[tuple[str, bool, int]]) -> None:
    machine, changes, second = Combiner(), [], 0
    for signal, ok, pause in story:
        second += pause
        changes += machine.feed(Seen(signal, at(second), ok))
    found = outages(changes, at(second))
    assert len([c for c in changes if isinstance(c, Begun)]) - len(
        [c for c in changes if isinstance(c, Ended)]
    ) == int(machine.lasting)
    for span in found:
        assert span.starts <= span.ends
    for before, after in pairwise(found):
        assert before.ends <= after.starts


def test_an_outage_is_told_by_all_that_is_silent_in_it() -> None:
    """Also by what has been silent since the one before."""
    made = proved(CALL_ROUTED, CALL_BARE)
    for signal in (CALL_ROUTED, CALL_BARE):
        made.feed(Seen(signal, at(10), ok=False))
    assert [type(one) for one in made.feed(Seen(CALL_BARE, at(20), ok=True))] == [Ended]
    (begun,) = made.feed(Seen(CALL_BARE, at(30), ok=False))
    assert isinstance(begun, Begun)
    assert (begun.starts_at, [one.signal for one in begun.silences]) == (at(20), [CALL_BARE, CALL_ROUTED])
