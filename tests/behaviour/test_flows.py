"""A number called from outside, and the way that its flow leads."""

from __future__ import annotations

from typing import Any

import pytest

from .node import Node, Phone
from .tenants import BOSS, Tenant


def nodes(record: dict[str, Any]) -> list[str]:
    """By which a call came, in order."""
    steps = [step["caller_profile"]["destination_number"] for step in reversed(record["callflow"])]
    return [step.split("-", 2)[2] for step in steps if step.startswith("flow-")]


@pytest.mark.parametrize(
    ("flow", "status"),
    [("busy", 486), ("rejected", 603), ("gone", 404), ("down", 503), ("open", 603), ("shut", 486)],
)
def test_a_call_is_refused_with_what_the_flow_says(node: Node, alpha: Tenant, flow: str, status: int) -> None:
    caller = node.call_in(alpha.number(flow))
    record = node.ended(caller)
    assert caller.status == status
    assert record["variables"]["answer_epoch"] == "0"
    assert record["variables"]["billsec"] == "0"


def test_a_prompt_is_played_and_the_flow_goes_on(node: Node, alpha: Tenant) -> None:
    caller = node.call_in(alpha.number("notice"))
    record = node.ended(caller)
    assert nodes(record) == ["first", "last"]
    assert len(node.executed(caller, "playback")) == 1
    assert (caller.status, record["variables"]["hangup_cause"]) == (200, "NORMAL_CLEARING")


def test_a_key_leads_on(node: Node, alpha: Tenant, quiet: Phone) -> None:
    before = len(quiet.incoming)
    caller = node.call_in(alpha.number("menu"))
    node.asked(caller)
    caller.press("1")
    node.answered(quiet, before).hang_up()
    assert nodes(node.ended(caller)) == ["first", "last"]


@pytest.mark.parametrize("key", ["", "9"])
def test_no_key_or_a_wrong_one_goes_otherwise(node: Node, alpha: Tenant, key: str) -> None:
    caller = node.call_in(alpha.number("menu"))
    node.asked(caller)
    if key:
        caller.press(key)
    assert nodes(node.ended(caller)) == ["first", "bye"]


@pytest.mark.parametrize(
    ("keys", "kept", "way"),
    [("123456", "123456", "last"), ("1234#", "1234", "last"), ("12#", "12", "bye"), ("", None, "bye")],
)
def test_digits_are_kept(node: Node, alpha: Tenant, keys: str, kept: str | None, way: str) -> None:
    caller = node.call_in(alpha.number("account"))
    node.asked(caller)
    if keys:
        caller.press(keys)
    record = node.ended(caller)
    assert nodes(record) == ["first", way]
    assert record["variables"].get("seatyard_in_account") == kept


def test_a_score_is_kept(node: Node, alpha: Tenant) -> None:
    caller = node.call_in(alpha.number("score"))
    node.asked(caller)
    caller.press("4")
    assert node.ended(caller)["variables"]["seatyard_score"] == "4"


def test_a_seat_that_does_not_answer_is_left(node: Node, alpha: Tenant) -> None:
    phone = node.ready(alpha, BOSS)
    before = len(phone.incoming)
    caller = node.call_in(alpha.number("away"))
    theirs = node.rung(phone, before)
    record = node.ended(caller)
    assert nodes(record) == ["first", "last"]
    assert theirs.over
    assert node.record(theirs.uuid)["variables"]["hangup_cause"] == "NO_ANSWER"


def test_a_message_is_left(node: Node, alpha: Tenant) -> None:
    caller = node.call_in(alpha.number("mailbox"))
    node.until("it answers", lambda: caller.up and node.executed(caller, "voicemail"))
    node.later(3)
    caller.hang_up()
    record = node.ended(caller)
    assert record["variables"]["last_app"] == "voicemail"
    assert record["variables"]["vm_message_ext"] == f"{caller.uuid}.wav"
    assert int(record["variables"]["billusec"]) > 2_500_000
