"""What the switch tells of a call while it lives: names, order, and the headers that Seatyard reads."""

from __future__ import annotations

import pytest

from .node import Call, Node, Phone
from .tenants import BOSS, QUIET, Tenant

TALK = [
    "CHANNEL_CREATE",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_ANSWER",
    "CHANNEL_BRIDGE",
    "CHANNEL_UNBRIDGE",
    "CHANNEL_HANGUP_COMPLETE",
    "CHANNEL_DESTROY",
]


@pytest.fixture
def talk(node: Node, alpha: Tenant, quiet: Phone) -> tuple[Call, Call]:
    """A caller from outside who talked with a seat, and hung up."""
    before = len(quiet.incoming)
    caller = node.call_in(alpha.number("desk"))
    node.rung(quiet, before)
    theirs = node.answered(quiet, before)
    node.until("they talk", lambda: node.since(0, "CHANNEL_BRIDGE", Unique_ID=caller.uuid))
    caller.hang_up()
    node.ended(caller)
    return caller, theirs


def names(node: Node, call: Call) -> list[str]:
    return [event.name for event in node.of(call.uuid)]


def test_the_callers_leg(node: Node, talk: tuple[Call, Call]) -> None:
    """It is recorded, so it has media before the seat rings."""
    mine = names(node, talk[0])
    assert [name for name in mine if name in TALK] == [name for name in TALK if name != "CHANNEL_PROGRESS"]
    assert mine.index("CHANNEL_HANGUP") < mine.index("CHANNEL_HANGUP_COMPLETE")


def test_the_seats_leg(node: Node, talk: tuple[Call, Call]) -> None:
    wanted = [name for name in TALK if "BRIDGE" not in name and "MEDIA" not in name]
    assert [name for name in names(node, talk[1]) if name in TALK] == wanted


def test_a_caller_within_the_house_hears_it_ring(node: Node, seller: Phone, quiet: Phone) -> None:
    before = len(quiet.incoming)
    mine = seller.dial(QUIET)
    node.rung(quiet, before)
    node.until("it rings", lambda: mine.ringing)
    node.answered(quiet, before)
    node.until("they talk", lambda: mine.up)
    mine.hang_up()
    node.ended(mine)
    ways = ["CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "CHANNEL_HANGUP"]
    assert [name for name in names(node, mine) if name in ways] == ways


def test_the_called_answers_first(node: Node, talk: tuple[Call, Call]) -> None:
    answers = [event.get("Unique-ID") for event in node.since(0, "CHANNEL_ANSWER")]
    assert answers.index(talk[1].uuid) < answers.index(talk[0].uuid)


def test_the_legs_name_each_other(node: Node, talk: tuple[Call, Call]) -> None:
    caller, theirs = (call.uuid for call in talk)
    (bridge,) = node.since(0, "CHANNEL_BRIDGE", Unique_ID=caller)
    assert (bridge.get("Bridge-A-Unique-ID"), bridge.get("Bridge-B-Unique-ID")) == (caller, theirs)
    assert bridge.get("Other-Leg-Unique-ID") == theirs
    assert (bridge.get("Call-Direction"), bridge.get("Other-Type")) == ("inbound", "originatee")
    (ringing,) = node.since(0, "CHANNEL_PROGRESS", Unique_ID=theirs)
    assert ringing.get("Other-Leg-Unique-ID") == caller


def test_what_a_leg_carries(node: Node, alpha: Tenant, talk: tuple[Call, Call]) -> None:
    for call in talk:
        (event,) = node.since(0, "CHANNEL_ANSWER", Unique_ID=call.uuid)
        assert event.get("variable_seatyard_did") == alpha.number("desk")
        assert event.get("variable_seatyard_tenant")
    assert event.get("Channel-Name").startswith(f"sofia/internal/{QUIET}@127.0.0.1:")


def test_only_the_last_event_counts(node: Node, talk: tuple[Call, Call]) -> None:
    """CHANNEL_HANGUP knows no billsec (QUIRKS 12)."""
    for call in talk:
        (early,) = node.since(0, "CHANNEL_HANGUP", Unique_ID=call.uuid)
        (late,) = node.since(0, "CHANNEL_HANGUP_COMPLETE", Unique_ID=call.uuid)
        assert early.get("variable_billusec") == ""
        assert early.get("Hangup-Cause") == late.get("Hangup-Cause") == "NORMAL_CLEARING"
        assert int(late.get("variable_billusec")) > 0
        assert late.get("variable_end_epoch")


def test_a_legs_events_are_in_order(node: Node, talk: tuple[Call, Call]) -> None:
    for call in talk:
        told = node.of(call.uuid)
        sequence = [int(event.get("Event-Sequence")) for event in told]
        assert sequence == sorted(sequence)
        assert len({event.core_uuid for event in told}) == 1


def test_a_recording_stops_between_the_two_ends(node: Node, talk: tuple[Call, Call]) -> None:
    """QUIRKS 17."""
    (begun,) = node.since(0, "RECORD_START", Unique_ID=talk[0].uuid)
    (stopped,) = node.since(0, "RECORD_STOP", Unique_ID=talk[0].uuid)
    assert begun.get("Record-File-Path") == stopped.get("Record-File-Path")
    assert begun.get("Record-File-Path").endswith(f"/{talk[0].uuid}.wav")
    mine = names(node, talk[0])
    order = [mine.index(name) for name in ("CHANNEL_HANGUP", "RECORD_STOP", "CHANNEL_HANGUP_COMPLETE")]
    assert order == sorted(order)


def test_a_caller_gives_up(node: Node, alpha: Tenant, quiet: Phone) -> None:
    before = len(quiet.incoming)
    caller = node.call_in(alpha.number("desk"))
    theirs = node.rung(quiet, before)
    node.until("the caller hears it ring", lambda: caller.uuid and caller.ringing)
    caller.hang_up()
    record = node.ended(caller)["variables"]
    assert record["hangup_cause"] == "ORIGINATOR_CANCEL"
    assert (record["answer_epoch"], record["billsec"]) == ("0", "0")
    assert "answer_stamp" not in record
    assert node.record(theirs.uuid)["variables"]["hangup_cause"] == "ORIGINATOR_CANCEL"
    for call in (caller, theirs):
        assert "CHANNEL_ANSWER" not in names(node, call)


def test_hold(node: Node, seller: Phone, quiet: Phone) -> None:
    before = len(quiet.incoming)
    mine = seller.dial(QUIET)
    node.answered(quiet, before)
    node.until("they talk", lambda: mine.up and node.since(0, "CHANNEL_BRIDGE", Unique_ID=mine.uuid))
    mine.hold()
    (held,) = node.until("it is held", lambda: node.since(0, "CHANNEL_HOLD", Unique_ID=mine.uuid))
    assert held.get("Channel-Call-State") == "HELD"
    node.later(1.2)
    mine.resume()
    (again,) = node.until("it talks", lambda: node.since(0, "CHANNEL_UNHOLD", Unique_ID=mine.uuid))
    assert again.get("Channel-Call-State") == "UNHELD"
    mine.hang_up()
    variables = node.ended(mine)["variables"]
    assert variables["hold_accum_seconds"] == "1"
    assert int(variables["hold_accum_usec"]) > 1_000_000
    assert "hold_stamp" in variables


def test_a_seat_that_is_nowhere(node: Node, alpha: Tenant, beta: Tenant, seller: Phone) -> None:
    """Its colleague is registered at the other tenant alone."""
    node.ready(beta, BOSS)
    mine = node.ready(alpha, QUIET).dial("2004")
    node.until("the end", lambda: mine.over)
    assert mine.status in (404, 480)
