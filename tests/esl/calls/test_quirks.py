"""What a real FreeSWITCH does with calls and records (QUIRKS 12 to 19), one by one: who pays for what."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from esl.calls.conversations import ConversationFacts, conversation_of
from esl.calls.legs import LegFacts, leg_of
from esl.calls.owners import Directory
from seatyard import leg_kinds
from tests.support import captures

from .test_captures import CALLS


def documents(scenario: str) -> list[dict[str, Any]]:
    return [orjson.loads(body) for body in captures.bodies(scenario)]


def legs(scenario: str) -> list[LegFacts]:
    return [leg_of(n, 1, one["variables"]["uuid"], "a", one) for n, one in enumerate(documents(scenario))]


def call(found: list[LegFacts]) -> ConversationFacts:
    return conversation_of(found, 1, Directory())


def paid(found: list[LegFacts]) -> tuple[str | None, int]:
    made = call(found)
    return made.paid_kind, made.billusec


SINGLE = [name for name, calls in CALLS.items() if len(calls) == 1]


@pytest.mark.parametrize("scenario", SINGLE)
def test_the_carriers_legs_of_a_captured_call(scenario: str) -> None:
    """One is its first crossing; but for the valet park's second caller, no other was answered."""
    made = call(legs(scenario))
    crossed = {one.uuid: one for one in legs(scenario) if one.side == "carrier" and one.answered}
    further = {uuid for uuid in crossed if made.kinds[uuid] in leg_kinds.FURTHER}
    assert set(crossed) - further == {made.paid_uuid} - {None}
    assert [made.kinds[one] for one in further] == (["joined"] if scenario == "valet-park" else [])
    assert {made.kinds[one.uuid] for one in legs(scenario) if one.side != "carrier"} <= {"internal"}


@pytest.mark.parametrize(
    "scenario", ["call-busy", "call-unanswered-cancel", "call-early-media", "outbound-carrier-503"]
)
def test_12_what_was_not_answered_is_not_paid(scenario: str) -> None:
    """answer_epoch is ``0`` and there is no answer_stamp; early media is no answer either."""
    assert all("answer_stamp" not in one["variables"] for one in documents(scenario))
    assert paid(legs(scenario)) == (None, 0)


def test_13_billusec_is_the_truth() -> None:
    (there, _) = documents("outbound-carrier-answered")
    assert there["variables"]["billsec"] == "3", "a difference of two floors"
    assert paid(legs("outbound-carrier-answered")) == ("outbound", 2_200_009)


def test_14_a_timer_of_ten_seconds_that_fired_after_nine_charges_nothing() -> None:
    found = legs("call-unanswered-timeout")
    assert 9_000_000 < found[0].ended - found[0].started < 10_000_000
    assert paid(found) == (None, 0)


@pytest.mark.parametrize("backwards", [False, True])
def test_15_the_carriers_own_leg_counts_whichever_answers_first_and_is_posted_first(backwards: bool) -> None:
    """The called leg answers 20 ms before the caller's: each direction pays for the carrier's one."""
    came_in, went_out = legs("call-bridged-answered"), legs("outbound-carrier-answered")
    if backwards:
        came_in, went_out = came_in[::-1], went_out[::-1]
    assert paid(came_in) == ("inbound", 2_399_978)
    assert paid(went_out) == ("outbound", 2_200_009)


@pytest.mark.parametrize(
    ("scenario", "many", "expected"),
    [
        ("transfer-blind-refer", 3, ("inbound", 3_019_997)),
        ("transfer-attended-refer", 4, (None, 0)),
        ("ring-group", 3, ("inbound", 1_539_992)),
        ("cc-agent-no-answer", 3, ("inbound", 12_819_995)),
    ],
)
def test_16_every_leg_is_a_record_and_the_call_is_paid_once(
    scenario: str, many: int, expected: tuple[str | None, int]
) -> None:
    found = legs(scenario)
    assert len(found) == many
    assert paid(found) == expected


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("cc-queue-answered-agent-ends", "inbound"), ("originate-click-to-call", "outbound")],
)
def test_16_agents_legs_and_originated_ones_look_like_callers_and_are_none(scenario: str, kind: str) -> None:
    variables = [one["variables"] for one in documents(scenario)]
    rootless = [one for one in variables if "originating_leg_uuid" not in one]
    assert "outbound" in {one["direction"] for one in rootless}
    assert call(legs(scenario)).paid_kind == kind


def test_17_a_recording_changes_nothing_of_what_is_paid() -> None:
    """Its end is told between the hang-up and its completion; the record says how long the talk was."""
    assert paid(legs("call-recorded")) == ("inbound", 2_999_996)
    assert paid(legs("call-recorded-caller-hangs-up")) == ("inbound", 1_340_003)


def test_18_a_stale_registration_adds_a_leg_that_nobody_pays_for() -> None:
    ringing, caller = documents("call-bridged-answered")
    stale = orjson.loads(orjson.dumps(ringing))
    stale["variables"] |= {"uuid": "stale", "answer_uepoch": "0", "answer_epoch": "0", "billusec": "0"}
    stale["variables"]["hangup_cause"] = "NORMAL_TEMPORARY_FAILURE"
    caller["variables"]["hangup_cause"] = "NORMAL_TEMPORARY_FAILURE"
    every = [ringing, stale, caller]
    found = [leg_of(n, 1, one["variables"]["uuid"], "a", one) for n, one in enumerate(every)]
    assert paid(found) == ("inbound", 2_399_978)
    assert call(found).outcome == "answered"


def test_19_a_caller_who_leaves_a_queue_pays_for_the_wait_alone() -> None:
    """The events of mod_callcenter come up to 0.1 s after both hang-ups; only records are billed."""
    assert paid(legs("cc-queue-abandoned-ringing")) == ("inbound", 3_019_983)
    assert call(legs("cc-queue-abandoned-ringing")).outcome == "abandoned"


def test_19_a_loopback_agent_crosses_nothing() -> None:
    made = call(legs("cc-loopback-agent"))
    assert sorted(set(made.kinds.values())) == ["inbound", "internal"]
