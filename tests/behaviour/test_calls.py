"""The life of a call: what its phones get, what the switch tells of it, and what its records say."""

from __future__ import annotations

from .node import Node, Phone
from .tenants import QUIET, Tenant

LIFE = ["CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"]


def test_a_call_between_seats(node: Node, seller: Phone, quiet: Phone) -> None:
    before = len(quiet.incoming)
    mine = seller.dial(QUIET)
    theirs = node.rung(quiet, before)
    theirs.reply(200)
    node.until("they talk", lambda: mine.up and theirs.up)
    mine.hang_up()
    node.until("both ends", lambda: mine.over and theirs.over)
    node.quiet()
    for call in (mine, theirs):
        names = [event.name for event in node.of(call.uuid)]
        assert [name for name in names if name in LIFE] == LIFE
    record = node.record(mine.uuid)["variables"]
    assert (record["hangup_cause"], record["bridge_uuid"]) == ("NORMAL_CLEARING", theirs.uuid)
    assert node.record(theirs.uuid)["variables"]["originating_leg_uuid"] == mine.uuid


def test_a_seat_that_refuses(node: Node, seller: Phone, quiet: Phone) -> None:
    before = len(quiet.incoming)
    mine = seller.dial(QUIET)
    node.rung(quiet, before).reply(486)
    node.until("the end", lambda: mine.over)
    assert mine.status == 486


def test_a_call_from_outside_to_a_seat(node: Node, alpha: Tenant, quiet: Phone) -> None:
    before = len(quiet.incoming)
    caller = node.call_in(alpha.number("desk"))
    theirs = node.rung(quiet, before)
    theirs.reply(200)
    node.until("they talk", lambda: caller.up and theirs.up)
    theirs.hang_up()
    node.until("the end", lambda: caller.over)
    node.quiet()
    record = node.record(caller.uuid)["variables"]
    assert record["seatyard_did"] == alpha.number("desk")
    assert record["seatyard_tenant"] == node.record(theirs.uuid)["variables"]["seatyard_tenant"]


def test_a_call_out_over_the_carrier(node: Node, alpha: Tenant, seller: Phone) -> None:
    before = len(node.carrier.incoming)
    mine = seller.dial("13900138000")
    theirs = node.rung(node.carrier, before)
    assert theirs.number == "+8613900138000"
    theirs.reply(200)
    node.until("they talk", lambda: mine.up and theirs.up)
    mine.hang_up()
    node.quiet()
    record = node.record(theirs.uuid)["variables"]
    assert (record["seatyard_to"], record["seatyard_from"]) == ("+8613900138000", alpha.number("desk"))


def test_an_inbound_seat_cannot_dial_out(node: Node, quiet: Phone) -> None:
    before = len(node.carrier.incoming)
    refused = quiet.dial("13900138000")
    node.until("the refusal", lambda: refused.over)
    assert (refused.status, len(node.carrier.incoming)) == (403, before)


def test_a_number_that_nobody_has(node: Node) -> None:
    stranger = node.call_in("+861099999999")
    node.until("the refusal", lambda: stranger.over)
    assert stranger.status == 404
