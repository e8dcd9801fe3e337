"""What keys and codes do not do for who may not, and what else they do: outside, back to the flow, an end."""

from __future__ import annotations

import pytest

from .node import Call, Node, Phone
from .tenants import BOSS, QUIET, SELLER, Tenant


@pytest.fixture
def boss(node: Node, alpha: Tenant) -> Phone:
    return node.ready(alpha, BOSS)


def press(node: Node, seat: Call, key: str, then: str) -> None:
    """A key of the talk, and what the switch asks for after it."""
    seat.press(key)
    node.later(1)  # a dial tone has no event to wait for
    seat.press(then)


def joined(node: Node, first: Call, second: Call) -> bool:
    return node.api(f"uuid_getvar {first.uuid} bridge_uuid") == second.uuid


@pytest.mark.parametrize("number", ["13900138000", "2999"])
def test_an_inbound_seat_sends_nobody_out_nor_to_nobody(node: Node, alpha: Tenant, number: str) -> None:
    caller, seat = node.talk(alpha, "desk", QUIET)
    before = len(node.carrier.incoming)
    press(node, seat, "*1", f"{number}#")
    node.later(3)
    assert len(node.carrier.incoming) == before
    assert joined(node, caller, seat)
    assert caller.up
    assert seat.up


def test_a_seat_for_both_ways_sends_a_caller_outside(node: Node, alpha: Tenant) -> None:
    caller, seat = node.talk(alpha, "shop", SELLER)
    before = len(node.carrier.incoming)
    press(node, seat, "*1", "13900138000#")
    mobile = node.answered(node.carrier, before)
    assert mobile.number == "+8613900138000"
    node.until("the seat is free", lambda: seat.over)
    assert caller.up


def test_back_to_the_beginning_of_the_flow(node: Node, alpha: Tenant, quiet: Phone) -> None:
    caller, seat = node.talk(alpha, "desk", QUIET)
    before = len(quiet.incoming)
    seat.press("*7")
    node.until("the seat is free", lambda: seat.over)
    again = node.answered(quiet, before)
    node.until("they talk", lambda: joined(node, caller, again))
    caller.hang_up()
    called = [step["caller_profile"]["destination_number"] for step in node.ended(caller)["callflow"]]
    assert len([name for name in called if name.startswith("flow-")]) == 2


def test_nobody_else_joins_a_talk(node: Node, alpha: Tenant, seller: Phone) -> None:
    node.talk(alpha, "desk", QUIET)
    refused = seller.dial(f"*71{QUIET}")
    node.until("the refusal", lambda: refused.over)
    assert not any(node.executed(refused, "eavesdrop"))


def test_a_supervisor_of_the_other_tenant_joins_nothing(node: Node, alpha: Tenant, beta: Tenant) -> None:
    node.talk(alpha, "desk", QUIET)
    stranger = node.ready(beta, BOSS).dial(f"*71{QUIET}")
    node.until("the end", lambda: stranger.over)
    assert not any(node.executed(stranger, "eavesdrop"))


def test_a_supervisor_ends_a_talk(node: Node, alpha: Tenant, boss: Phone) -> None:
    caller, seat = node.talk(alpha, "desk", QUIET)
    boss.dial(f"*75{QUIET}")
    node.until("both are gone", lambda: caller.over and seat.over)
