"""A leg from one record, whatever that lacks."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from esl.calls import fold
from esl.calls.legs import LegFacts, Unfoldable, leg_of
from esl.models import CdrRecord, Conversation, Leg
from seatyard import findings
from seatyard.db import db

from . import world
from .records import START, document, record

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = sorted(
    {
        *document()["variables"],
        "originated_legs",
        "transfer_history",
        "cc_queue",
        "cc_side",
        "cc_queue_joined_epoch",
    }
)


def leg(**variables: Any) -> LegFacts:
    return leg_of(1, 1, "u-1", "a", document(**variables))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING), ANYTHING, ANYTHING)
def test_no_record_makes_folding_stumble(variables: dict[str, Any], callflow: Any, app_log: Any) -> None:
    strange = {
        "variables": {**document()["variables"], **variables},
        "callflow": callflow,
        "app_log": app_log,
    }
    try:
        facts = leg_of(1, 1, "u-1", "a", strange)
    except Unfoldable:
        return
    assert 0 <= facts.billusec < 2**63
    assert "\0" not in facts.caller + facts.callee + facts.cause


@pytest.mark.parametrize(
    ("said", "score"), [("5", 5), ("1", 1), ("0", None), ("6", None), ("", None), ("five", None), (4, 4)]
)
def test_a_score_is_one_to_five(said: Any, score: int | None) -> None:
    assert leg(seatyard_score=said).score == score


@pytest.mark.parametrize("variables", [{"queue_id": "queue-7@acme.test"}, {}])
def test_queue_by_its_name_on_the_switch_or_by_the_variable(variables: dict[str, str]) -> None:
    named = {"cc_queue": variables["queue_id"]} if variables else {"seatyard_queue": "7"}
    assert leg(**named).queue_id == 7


@pytest.mark.parametrize(
    "named", [{"cc_side": "agent", "cc_agent": "seat-3@acme.test"}, {"seatyard_seat": "3"}]
)
def test_seat_by_its_name_on_the_switch_or_by_the_variable(named: dict[str, str]) -> None:
    assert leg(channel_name="sofia/internal/1002@10.0.0.1", **named).seat_id == 3


def test_a_number_is_taken_out_of_its_address() -> None:
    assert leg(dialled="sip:+861088880001@10.0.0.1").callee == "+861088880001"


def test_the_callers_leg_is_not_the_seats() -> None:
    assert leg(cc_side="member", cc_agent="seat-3@acme.test", seatyard_seat="3").seat_id is None


def test_several_values_come_as_array_text_or_as_json() -> None:
    text = leg(originated_legs="ARRAY::u-2;Outbound Call;1002|:u-3;Outbound Call;1003")
    assert text.links == leg(originated_legs=["u-2;x;1002", "u-3;x;1003"]).links == {"u-2", "u-3"}


def test_without_billusec_it_is_the_end_minus_the_answer_and_doubted() -> None:
    facts = leg(answer=10, end=72.5, billusec=None)
    assert (facts.billusec, facts.doubts) == (62_500_000, ("the record has no billusec",))


def test_nobody_pays_for_more_than_lies_between_answer_and_end() -> None:
    facts = leg(answer=10, end=20, billusec="999000000")
    assert facts.billusec == 11_000_000
    assert "999000000" in facts.doubts[0]


def test_not_answered_is_nothing_whatever_billusec_says() -> None:
    assert leg(billusec="5000000").billusec == 0


def test_whole_seconds_do_where_there_are_no_microseconds() -> None:
    facts = leg(start_uepoch=None, start_epoch=str(START // 1_000_000))
    assert facts.started == START


def test_an_incomplete_record_is_metered_from_what_there_is_and_reported(app: Flask, acme: int) -> None:
    world.post(app, [record(answer=0, hangup_cause=None, domain_name="acme.test")])
    fold.fold_all()
    assert [c.billusec for c in db.session.scalars(select(Conversation))] == [60_000_000]
    [finding] = findings.still_open("cdr_incomplete")
    assert finding.message == "metered from what there is: the record has no hangup_cause"


def test_a_caller_whose_number_begins_a_variable_leaves_no_incomplete_record() -> None:
    """The switch keeps no variable with ``${`` in it, as the channel's name then has; its profile it does."""
    facts = leg(channel_name=None, sofia_profile_name="external")
    assert (facts.side, facts.doubts) == ("carrier", ())
    assert leg(channel_name=None).doubts == ("the record has no channel_name",)


@pytest.mark.parametrize(
    "body", [b'{"variables": null}', b'{"variables": {"uuid": "u-1"}, "callflow": null}']
)
def test_a_record_with_nothing_in_it_is_kept_and_reported_once(app: Flask, acme: int, body: bytes) -> None:
    world.post(app, [body], query="uuid=u-1")
    assert (fold.fold_all(), fold.fold_all()) == (1, 0)
    assert db.session.scalars(select(CdrRecord)).one().folded_at is None
    assert [(f.kind, f.count) for f in findings.still_open()] == [("cdr_incomplete", 1)]


def test_a_chinese_name_with_characters_that_no_database_takes(app: Flask, acme: int) -> None:
    said = {"domain_name": "acme.test", "sip_from_display": "王\0小明", "hangup_cause": "NORMAL\0_CLEARING"}
    world.post(app, [record(**said)])
    fold.fold_all()
    assert [row.cause for row in db.session.scalars(select(Leg))] == ["NORMAL_CLEARING"]
