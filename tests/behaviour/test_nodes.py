"""A node against what Seatyard wants of it: in order, changed by hand, rebuilt from nothing."""

from __future__ import annotations

from .node import Node
from .tenants import QUIET, Tenant

CC = "callcenter_config"


def lists(node: Node) -> dict[str, list[str]]:
    """What mod_callcenter has, without what calls leave on it."""
    asked = {what: node.rows(f"{CC} {what} list") for what in ("queue", "agent", "tier")}
    kept = ("name", "queue", "agent", "contact", "strategy", "max_wait_time", "level", "position")
    kept += ("wrap_up_time", "moh_sound")
    return {
        what: sorted(str({k: row[k] for k in kept if k in row}) for row in rows)
        for what, rows in asked.items()
    }


def test_an_applied_node_is_in_order(node: Node) -> None:
    node.seatyard.command("switch", "apply")
    assert "nothing to do" in node.seatyard.command("switch", "plan")
    assert "no drift" in node.seatyard.command("switch", "drift")


def test_what_is_changed_by_hand_is_found_and_mended(node: Node, alpha: Tenant) -> None:
    node.seatyard.command("switch", "apply")
    before, agent = lists(node), node.agent(alpha, QUIET)["name"]
    queue = node.queue(alpha)
    for command in (
        f"agent set contact {agent} user/{QUIET}@elsewhere.example",
        f"tier set level {queue} {agent} 7",
        f"agent add seat-999@{alpha.domain} callback",
        f"queue unload {queue}",
    ):
        assert node.api(f"{CC} {command}") == "+OK\n"
    found = node.seatyard.command("switch", "drift", fails=True)
    for word in (f"agent set contact {agent}", f"queue load {queue}", f"agent del seat-999@{alpha.domain}"):
        assert word in found
    node.seatyard.command("switch", "apply")
    assert lists(node) == before
    assert "no drift" in node.seatyard.command("switch", "drift")


def test_a_rebuilt_node_is_whole_after_one_apply(node: Node, alpha: Tenant) -> None:
    node.seatyard.command("switch", "apply")
    before, core = lists(node), node.api("global_getvar core_uuid")
    node.restart()
    assert node.api("global_getvar core_uuid") != core
    node.seatyard.command("switch", "apply")
    assert lists(node) == before
    phone = node.ready(alpha, QUIET)
    rung = len(phone.incoming)
    caller = node.call_in(alpha.number("desk"))
    node.answered(phone, rung)
    node.until("they talk", lambda: caller.up)
    caller.hang_up()
    assert node.ended(caller)["variables"]["hangup_cause"] == "NORMAL_CLEARING"
