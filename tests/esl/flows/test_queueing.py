"""A queue as extensions: in, the ways on, and what is said to who waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from esl.flows.queueing import queue_extensions
from esl.flows.xml import Element

from .documents import SALES, SCOPE

HOUSE = "${seatyard_prompts}/house/zh"
ALL = replace(SALES, language="zh", max_waiting=20, announce_seat=True, announce_position=True, survey=True)


def made(**settings: Any) -> dict[str, list[tuple[str, str]]]:
    """By extension, the applications of its first condition with any."""
    found = {}
    for one in queue_extensions(replace(SALES, **settings), SCOPE):
        found[str(one.get("name"))] = applications(one)
    return found


def applications(one: Element, tag: str = "action") -> list[tuple[str, str]]:
    return [(str(each.get("application")), str(each.get("data", ""))) for each in one.iter(tag)]


def test_a_queue_goes_on_by_its_cause_and_reason() -> None:
    found = made()
    assert found["queue-5"] == [
        ("answer", ""),
        ("export", "seatyard_queue=5"),
        ("unset", "cc_cancel_reason"),
        ("callcenter", "queue-5@acme.test"),
        ("transfer", "queue-5-${cc_cause}-${cc_cancel_reason} XML acme.test"),
    ]
    assert found["queue-5-answered-"] == [("hangup", "NORMAL_CLEARING")]
    assert found["queue-5-cancel-BREAK_OUT"] == [("hangup", "NORMAL_CLEARING")]
    assert found["queue-5--"] == [("hangup", "NORMAL_TEMPORARY_FAILURE")]
    assert set(found) == {
        "queue-5", "queue-5-answered-", "queue-5--",
        "queue-5-cancel-TIMEOUT", "queue-5-cancel-NO_AGENT_TIMEOUT", "queue-5-cancel-BREAK_OUT",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "last"),
    [
        (None, ("hangup", "NORMAL_CLEARING")),
        ("queue:sales", ("transfer", "queue-5 XML acme.test")),
        ("seat:1001", ("hangup", "NO_ANSWER")),
        ("voicemail:sales", ("hangup", "NORMAL_CLEARING")),
    ],
)
@pytest.mark.parametrize(
    ("setting", "extension"),
    [
        ("on_timeout", "queue-5-cancel-TIMEOUT"),
        ("on_no_seat", "queue-5-cancel-NO_AGENT_TIMEOUT"),
        ("on_full", "queue-5-full"),
    ],
)
def test_whom_it_does_not_serve_it_sends_on(
    setting: str, extension: str, target: str | None, last: tuple[str, str]
) -> None:
    found = made(**{"on_timeout": None, "max_waiting": 3, setting: target})
    assert found[extension][-1] == last


def test_without_a_way_for_no_seat_it_is_that_of_the_limit() -> None:
    assert ("bridge", "user/1001@acme.test") in made()["queue-5-cancel-NO_AGENT_TIMEOUT"]


def test_who_waits_is_counted_and_given_back() -> None:
    found = made(max_waiting=20)
    assert ("limit", "hash seatyard_waiting 5 20 queue-5-full XML acme.test") in found["queue-5"]
    back = ("set", "seatyard_left=${uuid_limit_release(${uuid} hash seatyard_waiting 5)}")
    assert all(found[f"queue-5-cancel-{why}"][0] == back for why in ("TIMEOUT", "NO_AGENT_TIMEOUT"))
    assert ("limit", "hash seatyard_waiting 5 -1") in made(announce_position=True)["queue-5"]


def test_the_place_is_said_to_who_is_not_rung_for_at_once() -> None:
    (place,) = (
        one
        for one in queue_extensions(replace(SALES, language="zh", announce_position=True), SCOPE)
        if one.get("name") == "queue-5-place"
    )
    fields = [(str(each.get("field")), str(each.get("expression"))) for each in place.iter("condition")]
    free = "${callcenter_config(queue count agents queue-5@acme.test Available Waiting)}"
    count = "${limit_usage(hash seatyard_waiting 5)}"
    assert fields[1:] == [
        (f"${{expr({free} - {count})}}", "^-"),
        (count, r"^([1-9]|[1-5]\d|60)$"),
    ]
    said = f"{HOUSE}/you-are-number.wav!{HOUSE}/numbers/$1.wav!{HOUSE}/in-the-queue.wav"
    schedule = "seatyard_said=${{sched_broadcast(+1 ${{uuid}} file_string://{} aleg)}}"
    assert applications(place) == [("set", schedule.format(said))]
    busy = f"{HOUSE}/all-seats-busy.wav"
    assert applications(place, "anti-action") == [("set", schedule.format(busy))]


def test_a_score_is_asked_for_after_the_talk() -> None:
    found = made(survey=True, language="zh")
    assert ("set", "transfer_after_bridge=queue-5-survey:XML:acme.test") in found["queue-5"]
    asked = [name for name, _ in found["queue-5-survey"]]
    assert asked == ["unset", "play_and_get_digits", "playback", "hangup"]
    question = dict(found["queue-5-survey"])["play_and_get_digits"]
    assert question.startswith(f"1 1 3 5000 # file_string://{HOUSE}/please-rate.wav!")
    assert "seatyard_score ^[1-5]$" in question


def test_what_was_for_one_queue_is_undone_before_the_next() -> None:
    found = {str(one.get("name")): applications(one) for one in queue_extensions(ALL, SCOPE)}
    undone = [data for name, data in found["queue-5-cancel-TIMEOUT"] if name == "unset"]
    assert undone == ["seatyard_announce_to", "transfer_after_bridge"]
    assert ("set", "seatyard_announce_to=${uuid}") in found["queue-5"]


def conditions(one: Element) -> list[tuple[str, str]]:
    return [(str(each.get("field")), str(each.get("expression"))) for each in one.iter("condition")]


def test_who_presses_the_key_leaves_a_wish_and_who_has_no_number_goes_on_waiting() -> None:
    found = {
        str(one.get("name")): one
        for one in queue_extensions(replace(SALES, language="zh", call_back=True), SCOPE)
    }
    assert ("set", "cc_exit_keys=1") in applications(found["queue-5"])
    pressed = found["queue-5-cancel-EXIT_WITH_KEY"]
    assert conditions(pressed)[1] == ("${caller_id_number}", r"^(\+?\d{5,15})$")
    joined = "${expr(${cc_queue_joined_epoch} - 0${cc_base_score})}"
    assert applications(pressed)[-3:] == [
        ("set", f"seatyard_call_back=5:$1:{joined}"),
        ("playback", f"file_string://{HOUSE}/call-back-noted.wav"),
        ("hangup", "NORMAL_CLEARING"),
    ]
    waited = "${expr(${strepoch()} - ${cc_queue_joined_epoch} + 0${cc_base_score})}"
    assert applications(pressed, "anti-action") == [
        ("set", f"cc_base_score={waited}"),
        ("transfer", "queue-5 XML acme.test"),
    ]
    offer = f"file_string://{HOUSE}/call-back-offer.wav aleg)}}"
    assert applications(found["queue-5-place"])[0][1].endswith(offer)
    assert applications(found["queue-5-place"], "anti-action")[0][1].endswith(offer)
