"""Calls that the switch places by command, as for a click to dial or a call back."""

from __future__ import annotations

import pytest
from gevent import spawn

from .node import Node, Phone
from .tenants import BOSS, QUIET, SELLER, Tenant


@pytest.mark.parametrize(
    ("whom", "reply"),
    [
        ("user/nobody@alpha.seats.example", "-ERR SUBSCRIBER_ABSENT\n"),
        ("nonsense/1", "-ERR CHAN_NOT_IMPLEMENTED\n"),
        ("sofia/gateway/nosuch/1", "-ERR INVALID_GATEWAY\n"),
    ],
)
def test_nobody_to_call(node: Node, whom: str, reply: str) -> None:
    assert node.api(f"originate {whom} &park") == reply


def test_a_seat_that_answers_is_connected(node: Node, alpha: Tenant, seller: Phone, quiet: Phone) -> None:
    before, theirs = len(seller.incoming), len(quiet.incoming)
    command = f"originate user/{SELLER}@{alpha.domain} {QUIET} XML {alpha.domain}"
    job = spawn(node.api, command)
    mine = node.answered(seller, before)
    node.until("the reply", job.ready)
    assert job.value == f"+OK {mine.uuid}\n"
    called = node.answered(quiet, theirs)
    node.until("they talk", lambda: node.api(f"uuid_getvar {mine.uuid} bridge_uuid") == called.uuid)
    mine.hang_up()
    assert node.ended(mine)["variables"]["hangup_cause"] == "NORMAL_CLEARING"


def test_a_seat_that_refuses(node: Node, alpha: Tenant, seller: Phone) -> None:
    before = len(seller.incoming)
    job = spawn(node.api, f"originate user/{SELLER}@{alpha.domain} &park")
    node.rung(seller, before).reply(486)
    node.until("the reply", job.ready)
    assert job.value == "-ERR USER_BUSY\n"


def test_a_leg_is_moved_by_command(node: Node, alpha: Tenant) -> None:
    caller, seat = node.talk(alpha, "desk", QUIET)
    boss = node.ready(alpha, BOSS)
    before = len(boss.incoming)
    assert node.api(f"uuid_transfer {caller.uuid} {BOSS} XML {alpha.domain}") == "+OK\n"
    node.until("the seat is free", lambda: seat.over)
    node.rung(boss, before)
    caller.hang_up()
    assert node.ended(caller)["variables"]["hangup_cause"] == "NORMAL_CLEARING"
