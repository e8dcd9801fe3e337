"""What the people on the line would call one call: direction, parties, outcome, wait, the paid leg."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from esl.calls.conversations import ConversationFacts, conversation_of
from esl.calls.legs import LegFacts, leg_of
from esl.calls.owners import Directory
from tests.support import captures

from .records import START, document

DIRECTORY = Directory(frozenset({1}), {}, {"+861088880001": 1}, {(1, "1002"): 20})


def carrier(uuid: str = "u-1", **more: Any) -> LegFacts:
    return leg_of(1, 1, uuid, "a", document(uuid, **more))


def to_carrier(uuid: str, parent: str, **more: Any) -> LegFacts:
    placed = {"direction": "outbound", "originating_leg_uuid": parent, **more}
    return leg_of(2, 1, uuid, "b", document(uuid, **placed))


def seat(uuid: str, parent: str = "u-1", **more: Any) -> LegFacts:
    placed = {"direction": "outbound", "channel_name": "sofia/internal/1002@ip", "dialed_user": "1002"}
    placed["originating_leg_uuid"] = parent
    return leg_of(3, 1, uuid, "b", document(uuid, **{**placed, **more}))


def from_seat(uuid: str = "u-1", **more: Any) -> LegFacts:
    called = {"channel_name": "sofia/internal/1002@acme.test", "user_name": "1002"}
    return leg_of(4, 1, uuid, "a", document(uuid, **{**called, **more}))


def call(*legs: LegFacts) -> ConversationFacts:
    return conversation_of(legs, 1, DIRECTORY)


def captured(scenario: str) -> ConversationFacts:
    documents = [orjson.loads(body) for body in captures.bodies(scenario)]
    legs = [leg_of(n, 1, d["variables"]["uuid"], "a", d) for n, d in enumerate(documents)]
    return call(*legs)


def test_the_parties_of_an_inbound_call() -> None:
    found = call(carrier(dialled="01088880001", answer=0), seat("u-2", answer=3, last_bridge_to="u-1"))
    assert (found.caller, found.callee, found.did) == ("+8613800138000", "+861088880001", "+861088880001")
    assert (found.direction, found.outcome, found.seat_id) == ("inbound", "answered", 20)


def test_the_parties_of_an_outbound_call() -> None:
    found = captured("outbound-carrier-answered")
    assert (found.caller, found.callee, found.did) == ("1000", "+8613900139000", None)


def test_a_seat_bound_to_a_telephone_answers_at_a_carriers_leg() -> None:
    mobile = to_carrier("u-2", "u-1", answer=3, last_bridge_to="u-1", seatyard_seat="20")
    found = call(carrier(dialled="01088880001", answer=0), mobile)
    assert (found.direction, found.outcome, found.seat_id, found.paid_uuid) == (
        "inbound",
        "answered",
        20,
        "u-1",
    )


def test_a_caller_from_outside_is_no_seat() -> None:
    assert call(carrier(answer=0, seatyard_seat="20")).seat_id is None


def test_the_variable_names_the_did_although_the_number_was_rewritten() -> None:
    assert call(carrier(dialled="s", seatyard_did="+861088880001")).callee == "+861088880001"


def test_the_carrier_leg_that_answered_is_paid_when_the_first_trunk_failed() -> None:
    tried = to_carrier("u-2", "u-1", end=2, hangup_cause="NORMAL_TEMPORARY_FAILURE")
    taken = to_carrier("u-3", "u-1", start=2, answer=5, end=35)
    found = call(from_seat(answer=5, end=35), tried, taken)
    assert (found.outcome, found.paid_uuid, found.billusec) == ("answered", "u-3", 30_000_000)


def test_a_call_forwarded_out_is_billed_once_for_the_leg_that_came_in() -> None:
    found = call(carrier(answer=2), to_carrier("u-2", "u-1", start=1, answer=2, last_bridge_to="u-1"))
    assert (found.direction, found.outcome, found.paid_uuid) == ("inbound", "answered", "u-1")


def test_an_outbound_call_that_nobody_answered_costs_nothing() -> None:
    found = call(from_seat(answer=0, end=9), to_carrier("u-2", "u-1", hangup_cause="NO_ANSWER"))
    assert (found.outcome, found.cause, found.paid_uuid, found.billusec) == ("failed", "NO_ANSWER", None, 0)


def test_a_phone_picked_up_as_the_caller_left_is_no_answer() -> None:
    found = call(carrier(answer=0, cc_side="member"), seat("u-2", answer=59.99))
    assert (found.outcome, found.seat_id) == ("abandoned", None)


def test_a_menu_alone_is_self_service_and_talk_time_on_the_trunk() -> None:
    found = call(carrier(answer=0, end=12.5))
    assert (found.outcome, found.billusec) == ("self_service", 12_500_000)


def test_the_seat_that_answered_first_is_the_calls() -> None:
    second = seat("u-3", start=9, answer=20, last_bridge_to="u-1", dialed_user="1003")
    assert call(carrier(answer=0), second, seat("u-2", answer=3, last_bridge_to="u-1")).seat_id == 20


@pytest.mark.parametrize(
    ("scenario", "seconds"),
    [
        ("cc-queue-answered-caller-ends", 1.1),  # the agent rings for 1 s
        ("cc-agent-no-answer", 11.3),  # a leg_timeout of 8 s and a pause come first
        ("cc-queue-abandoned-waiting", 3.0),
        ("cc-queue-timeout-no-agent", 5.0),
    ],
)
def test_the_wait_in_a_queue_is_measured_in_microseconds(scenario: str, seconds: float) -> None:
    wait = captured(scenario).wait_us
    assert wait is not None
    assert abs(wait / 1e6 - seconds) < 0.1


def test_a_wait_without_the_applications_log_is_taken_from_the_whole_second() -> None:
    joined = str(START // 1_000_000 + 2)
    queued = carrier(answer=0, cc_side="member", cc_queue_joined_epoch=joined)
    assert call(queued, seat("u-2", answer=7, cc_side="agent", last_bridge_to="u-1")).wait_us == 5_000_000


def test_a_caller_who_left_the_queue_for_the_voicemail_waited_until_then() -> None:
    second = START // 1_000_000
    queued = {"cc_queue_joined_epoch": str(second), "cc_queue_canceled_epoch": str(second + 20)}
    found = call(carrier(answer=0, end=60, cc_side="member", **queued))
    assert (found.outcome, found.wait_us) == ("abandoned", 20_000_000)


def test_the_callers_score_is_the_calls() -> None:
    assert call(carrier(seatyard_score="4"), seat("u-2")).score == 4
    assert call(carrier(), seat("u-2", seatyard_score="2")).score == 2, "on whichever leg it was asked"
    assert call(carrier(), seat("u-2")).score is None


def test_why_a_call_was_refused_is_the_calls() -> None:
    refused = from_seat("u-1", seatyard_refused="tenant_rate")
    assert (call(refused).outcome, call(refused).refused) == ("failed", "tenant_rate")
    assert call(from_seat("u-1", seatyard_refused="${system(reboot)}")).refused is None
    assert (
        call(
            carrier(answer=1, seatyard_refused="tenant_rate"), seat("u-2", answer=2, last_bridge_to="u-1")
        ).refused
        is None
    ), "it went after all"


def test_who_never_queued_never_waited() -> None:
    assert call(carrier(answer=0)).wait_us is None


def test_a_call_that_seatyard_placed_is_known_by_the_name_it_gave() -> None:
    assert call(from_seat("u-1", answer=2, seatyard_placed="c-1")).id == "c-1"


def test_a_call_that_was_clicked_is_the_seats_and_ends_where_it_is_refused() -> None:
    found = call(from_seat("u-1", answer=2, seatyard_refused="policy", seatyard_clicked="+8690012345678"))
    assert (found.outcome, found.refused, found.caller) == ("failed", "policy", "1002")
    assert found.callee == "+8690012345678", "and not the seat that rang first"
