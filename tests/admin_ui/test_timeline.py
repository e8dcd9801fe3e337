"""Legs against time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from admin_ui.timeline import WIDTH, timeline
from esl.models import Conversation, Leg

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def leg(uuid: str, start: float, answer: float | None, end: float) -> Leg:
    at = [START + timedelta(seconds=s) if s is not None else None for s in (start, answer, end)]
    return Leg(uuid=uuid, started_at=at[0], answered_at=at[1], ended_at=at[2])


def test_bars_lie_where_the_legs_lie_in_time() -> None:
    paid, seat = timeline(Conversation(paid_uuid="a"), [leg("a", 0, 20, 100), leg("b", 40, 50, 90)])
    assert (paid.ring_x, paid.ring_width, paid.talk_x, paid.talk_width, paid.paid) == (0, 200, 200, 800, True)
    assert (seat.ring_x, seat.ring_width, seat.talk_x, seat.talk_width, seat.paid) == (
        400,
        100,
        500,
        400,
        False,
    )


def test_a_leg_that_nobody_answered_only_rings() -> None:
    (bar,) = timeline(Conversation(paid_uuid=None), [leg("a", 0, None, 10)])
    assert (bar.ring_width, bar.talk_width) == (WIDTH, 0)


def test_a_call_without_any_length_can_be_drawn() -> None:
    (bar,) = timeline(Conversation(paid_uuid=None), [leg("a", 0, 0, 0)])
    assert bar.talk_width > 0
