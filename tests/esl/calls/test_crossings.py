"""Which part each carrier's leg has in a conversation: the rows of the direction table, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from esl.calls.conversations import conversation_of
from esl.calls.legs import LegFacts, leg_of
from esl.calls.owners import Directory

from .records import document

DIRECTORY = Directory(frozenset({1}), {}, {"+861088880001": 1}, {(1, "1002"): 20})
SEAT_ID = "20"


def leg(uuid: str, **more: Any) -> LegFacts:
    """A carrier's caller unless told otherwise."""
    return leg_of(1, 1, uuid, "b" if "originating_leg_uuid" in more else "a", document(uuid, **more))


def seat(uuid: str, parent: str = "in", **more: Any) -> LegFacts:
    """A leg to a seat's phone."""
    placed = {"direction": "outbound", "channel_name": "sofia/internal/1002@ip", "dialed_user": "1002"}
    return leg(uuid, **{**placed, "originating_leg_uuid": parent, **more})


def rung(uuid: str, **more: Any) -> LegFacts:
    """A seat's phone that the switch rings by itself."""
    return seat(uuid, **{"originating_leg_uuid": None, **more})


def from_seat(uuid: str = "in", **more: Any) -> LegFacts:
    return leg(uuid, channel_name="sofia/internal/1002@acme.test", user_name="1002", **more)


def out(uuid: str, parent: str = "in", **more: Any) -> LegFacts:
    """A leg that the switch places over a carrier."""
    placed = {"direction": "outbound", "originating_leg_uuid": parent, "seatyard_to": f"+86139{uuid[-1]}"}
    return leg(uuid, **{**placed, **more})


def kinds(*legs: LegFacts) -> dict[str, str]:
    """Of the carriers' legs, by uuid; the first crossing with a star."""
    found = conversation_of(legs, 1, DIRECTORY)
    carriers = [one.uuid for one in legs if one.side == "carrier"]
    assert {kind for uuid, kind in found.kinds.items() if uuid not in carriers} <= {"internal"}
    return {uuid: found.kinds[uuid] + ("*" if uuid == found.paid_uuid else "") for uuid in sorted(carriers)}


CALLER = {"answer": 1, "end": 100, "dialled": "01088880001"}


def test_a_blind_transfer_outside_is_a_further_leg() -> None:
    talk = seat("s-1", answer=1, end=30)
    assert kinds(leg("in", **CALLER), talk, out("o-1", start=30, answer=35, end=100)) == {
        "in": "inbound*",
        "o-1": "transferred",
    }


def test_so_is_whom_a_seat_consults_through_a_loopback() -> None:
    pair = {"channel_name": "loopback/13900138000-b", "answer": 32, "start": 30}
    a_side = seat("l-1", "s-1", **pair | {"channel_name": "loopback/13900138000-a"})
    b_side = leg("l-2", other_loopback_leg_uuid="l-1", **pair)
    consulted = out("o-1", "l-2", start=30, answer=32)
    found = kinds(leg("in", **CALLER), seat("s-1", answer=1, end=60), a_side, b_side, consulted)
    assert found == {"in": "inbound*", "o-1": "transferred"}


def test_a_call_that_goes_outside_before_anybody_answers_is_diverted() -> None:
    ringing = seat("s-1", end=20, hangup_cause="NO_ANSWER")
    assert kinds(leg("in", **CALLER), ringing, out("o-1", start=20, answer=25)) == {
        "in": "inbound*",
        "o-1": "forwarded",
    }


def test_a_seats_ordinary_telephone_is_a_leg_of_its_own_kind() -> None:
    telephone = out("o-1", start=5, answer=10, seatyard_seat=SEAT_ID)
    agent = out("o-2", cc_side="agent", cc_agent="seat-20@acme.test", start=5)
    assert kinds(leg("in", **CALLER), telephone, agent) == {
        "in": "inbound*",
        "o-1": "telephone",
        "o-2": "telephone",
    }


def test_whoever_speaks_at_a_telephone_sends_on_too() -> None:
    telephone = out("o-1", start=5, answer=10, end=30, seatyard_seat=SEAT_ID)
    assert kinds(leg("in", **CALLER), telephone, out("o-2", start=30, answer=33))["o-2"] == "transferred"


def test_a_colleagues_telephone_is_the_first_crossing_of_a_call_inside() -> None:
    telephone = out("o-1", answer=10, seatyard_seat=SEAT_ID)
    assert kinds(from_seat(answer=10), telephone) == {"o-1": "outbound*"}


def test_a_trunk_that_failed_is_an_attempt_at_the_same_crossing() -> None:
    failed = out("o-1", end=2, hangup_cause="NORMAL_TEMPORARY_FAILURE")
    assert kinds(from_seat(answer=5), failed, out("o-2", start=2, answer=5)) == {
        "o-1": "outbound",
        "o-2": "outbound*",
    }


def test_whom_a_seat_calls_in_a_talk_that_it_placed_is_a_further_leg() -> None:
    found = kinds(from_seat(answer=5), out("o-1", answer=5), out("o-2", start=20, answer=22))
    assert found == {"o-1": "outbound*", "o-2": "transferred"}


def test_a_number_clicked_is_the_call_and_not_the_phone_that_rang_first() -> None:
    clicked = rung("s-1", answer=3, seatyard_clicked="+861390")
    assert kinds(clicked, out("o-1", "s-1", start=3, answer=9)) == {"o-1": "clicked*"}


def test_nor_the_telephone_that_rang_first() -> None:
    """The number called has its price, not the seat's own telephone, which was answered before it."""
    telephone = {"originating_leg_uuid": None, "seatyard_clicked": "+861390", "seatyard_seat": SEAT_ID}
    rang = out("o-1", answer=3, **telephone)
    called = out("o-2", "o-1", start=3, answer=9)
    assert kinds(rang, called) == {"o-1": "telephone", "o-2": "clicked*"}
    call = conversation_of((rang, called), 1, DIRECTORY)
    assert (call.callee, call.billusec) == ("+861392", called.billusec)
    assert kinds(rang, out("o-2", "o-1", start=3, hangup_cause="USER_BUSY"))["o-1"] == "outbound*", (
        "nobody else was reached: the telephone is what crossed"
    )


def test_a_call_back() -> None:
    ringing = rung("s-1", answer=3, seatyard_queue="7")
    assert kinds(ringing, out("o-1", "s-1", start=3, answer=9)) == {"o-1": "call_back*"}


def test_an_agents_leg_is_no_call_back() -> None:
    agent = rung("s-1", answer=3, seatyard_queue="7", cc_side="agent", cc_member_session_uuid="in")
    assert kinds(leg("in", **CALLER), agent, out("o-1", "s-1", start=9, answer=12))["o-1"] == "transferred"


def test_somebody_called_into_a_conference() -> None:
    member = out("o-1", answer=3, originating_leg_uuid=None, conference_name="room-1-8000")
    assert kinds(member) == {"o-1": "conference*"}


def test_another_caller_who_was_joined_comes_second() -> None:
    second = leg("u-2", start=5, answer=5, last_bridge_to="in")
    assert kinds(leg("in", **CALLER), second) == {"in": "inbound*", "u-2": "joined"}


def test_the_loser_of_a_fork_is_never_the_call() -> None:
    """Both were answered at once; the switch dropped one."""
    lost = out("o-1", answer=4, end=4.1, hangup_cause="LOSE_RACE")
    assert kinds(from_seat(answer=5), lost, out("o-2", answer=5))["o-2"] == "outbound*"
    assert conversation_of((from_seat(answer=5), lost), 1, DIRECTORY).paid_uuid is None


def test_early_media_is_no_answer() -> None:
    early = out("o-1", progress_media_uepoch="1", end=20, hangup_cause="ORIGINATOR_CANCEL")
    call = conversation_of((from_seat(end=20), early), 1, DIRECTORY)
    assert (call.paid_uuid, call.paid_kind, call.billusec) == (None, None, 0)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_in_whatever_order_the_legs_are_read(order: tuple[int, ...]) -> None:
    legs = leg("in", **CALLER), seat("s-1", answer=1, end=30), out("o-1", start=30, answer=35)
    assert conversation_of([legs[at] for at in order], 1, DIRECTORY) == conversation_of(legs, 1, DIRECTORY)
