"""Who waits, in which order, how many seats serve the queue, and what each is told."""

from __future__ import annotations

import pytest

from esl.queues import estimate, sentences
from esl.queues.places import seats, waiting
from tests.esl.watchdog.seen import FIRST, QUEUE, SECOND, agent, caller, member, seen, tier

OTHER = QUEUE.replace("queue-1@", "queue-2@")
A, B, C = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abc")


def waits(session: str, score: int, **columns: str) -> tuple[dict[str, str], dict[str, str]]:
    return member(session, score=str(score), **columns), caller(session)


def test_places_are_those_of_the_switch() -> None:
    """By score, not by time: who was sent from a full queue brings the wait along."""
    found = waiting(seen(*waits(A, 20), *waits(B, 90, state="Trying"), *waits(C, 30, queue=OTHER)))
    assert [(one.queue, one.session, one.place) for one in found] == [
        (QUEUE, B, 1),
        (QUEUE, A, 2),
        (OTHER, C, 1),
    ]


@pytest.mark.parametrize("state", ["Answered", "Abandoned"])
def test_who_is_served_or_has_gone_does_not_wait(state: str) -> None:
    assert waiting(seen(*waits(A, 20, state=state))) == []


def test_a_row_without_its_channel_takes_nobodys_place() -> None:
    """mod_callcenter may keep one for ever (``queue_caller_gone``)."""
    (only,) = waiting(seen(member(A, score="99", state="Trying"), *waits(B, 1)))
    assert (only.session, only.place) == (B, 1)


def test_whose_seat_rings_is_told_nothing_but_in_ring_all() -> None:
    alone = waiting(seen(*waits(A, 1, state="Trying", serving_agent=FIRST)))
    together = waiting(seen(*waits(A, 1, state="Trying", serving_agent="ring-all")))
    assert [one.ringing for one in (*alone, *together)] == [True, False]


def test_seats_that_are_ready_serve_busy_or_not_and_a_shared_one_counts_in_parts() -> None:
    ready = agent(SECOND, status="Available", state="In a queue call")
    everywhere = (tier(), tier(name=SECOND), tier(name=SECOND, queue=OTHER))
    both = seen(*waits(A, 1), *waits(B, 1, queue=OTHER), ready, tiers=everywhere)
    assert seats(both, waiting(both)) == {QUEUE: 1.5, OTHER: 0.5}
    one = seen(*waits(A, 1), ready, tiers=everywhere)
    assert seats(one, waiting(one)) == {QUEUE: 2}
    away = seen(*waits(A, 1), agent(status="On Break"), tiers=everywhere)
    assert seats(away, waiting(away)) == {QUEUE: 0}


@pytest.mark.parametrize(
    ("place", "handling", "serving", "seconds"),
    [(1, 180, 1, 180), (3, 200, 4, 150), (2, 100, 0.5, 400), (1, 180, 0, None)],
)
def test_the_wait(place: int, handling: float, serving: float, seconds: float | None) -> None:
    assert estimate.wait(place, handling, serving) == seconds


@pytest.mark.parametrize(
    ("place", "wait", "told"),
    [
        (1, 20.0, ["you-are-number", "numbers/1", "in-the-queue", "less-than-a-minute"]),
        (2, 60.0, ["you-are-number", "numbers/2", "in-the-queue", "wait-is-about", "numbers/1", "minute"]),
        (3, 61.0, ["you-are-number", "numbers/3", "in-the-queue", "wait-is-about", "numbers/2", "minutes"]),
        (60, None, ["you-are-number", "numbers/60", "in-the-queue"]),
        (4, 3601.0, ["you-are-number", "numbers/4", "in-the-queue"]),
        (61, 20.0, ["all-seats-busy"]),
    ],
)
def test_what_is_told(place: int, wait: float | None, told: list[str]) -> None:
    assert sentences.told(place, wait) == told
