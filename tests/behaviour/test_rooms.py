"""Conferences of two tenants with the same number."""

from __future__ import annotations

import json
from typing import Any

from .node import Call, Node, Phone
from .tenants import PIN, ROOM, Tenant


def members(node: Node) -> list[list[dict[str, Any]]]:
    """Of each room that there is."""
    return [room["members"] for room in json.loads(node.api("conference json_list"))]


def enter(node: Node, call: Call, pin: str) -> None:
    node.until("it is up", lambda: call.up and node.executed(call, "conference"))
    node.later(1)  # the question for the PIN has no event
    call.press(f"{pin}#")


def test_the_other_tenants_pin(node: Node, beta: Tenant, seller: Phone) -> None:
    """It is asked for three times."""
    call = seller.dial(ROOM)
    enter(node, call, PIN[beta.name])
    for _ in range(2):
        node.later(2)
        call.press(f"{PIN[beta.name]}#")
    node.until("it is let go", lambda: call.over)
    assert members(node) == []


def test_equal_numbers_are_two_rooms(node: Node, alpha: Tenant, beta: Tenant) -> None:
    for tenant in (alpha, beta):
        enter(node, node.call_in(tenant.number("room")), PIN[tenant.name])
    node.until("two rooms", lambda: sorted(len(room) for room in members(node)) == [1, 1])
