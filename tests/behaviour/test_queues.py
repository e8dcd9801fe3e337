"""Callers in queues and seats that are offered them: what mod_callcenter does, says and lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from esl.session import Event

from .node import Call, Node, Phone
from .tenants import SELLER, Tenant

CC = "callcenter_config"


@pytest.fixture(autouse=True)
def nobody(node: Node) -> None:
    """No agent is there, whatever an apply made of the registered phones before."""
    for row in node.rows(f"{CC} agent list"):
        node.api(f"{CC} agent set status {row['name']} 'Logged Out'")


@pytest.fixture
def agent(node: Node, alpha: Tenant, seller: Phone, nobody: None) -> Iterator[str]:
    """The seller's agent, available."""
    name = node.agent(alpha, SELLER)["name"]
    assert node.api(f"{CC} agent set status {name} Available") == "+OK\n"
    assert node.api(f"{CC} agent set ready_time {name} 0") == "+OK\n"
    yield name
    node.api(f"{CC} agent set status {name} 'Logged Out'")


def waiting(node: Node, tenant: Tenant) -> Call:
    """A caller who waits in the queue."""
    caller = node.call_in(tenant.number("sales"))
    node.until("it waits", lambda: caller.uuid and told(node, caller, "member-queue-start"))
    return caller


def told(node: Node, caller: Call, action: str) -> list[Event]:
    """The events of a caller's stay in a queue with this action."""
    return node.since(0, "callcenter::info", CC_Member_Session_UUID=caller.uuid, CC_Action=action)


def talking(node: Node, caller: Call, phone: Phone, before: int) -> Call:
    theirs = node.answered(phone, before)
    node.until("they talk", lambda: told(node, caller, "bridge-agent-start"))
    node.until("both know", lambda: node.api(f"uuid_getvar {caller.uuid} cc_agent_bridged") == "true")
    return theirs


def test_who_waits_is_listed(node: Node, alpha: Tenant) -> None:
    caller = waiting(node, alpha)
    rows = node.rows(f"{CC} queue list members {node.queue(alpha)}")
    assert [row["state"] for row in rows if row["session_uuid"] == caller.uuid] == ["Waiting"]
    assert node.api(f"{CC} queue count members {node.queue(alpha)}") == f"{len(rows)}\n"


def test_the_other_tenants_queue_is_empty(node: Node, alpha: Tenant, beta: Tenant) -> None:
    waiting(node, alpha)
    assert node.rows(f"{CC} queue list members {node.queue(beta)}") == []


def test_who_gives_up_has_abandoned(node: Node, alpha: Tenant) -> None:
    caller = waiting(node, alpha)
    caller.hang_up()
    variables = node.ended(caller)["variables"]
    assert (variables["cc_cause"], variables["cc_cancel_reason"]) == ("cancel", "BREAK_OUT")
    (end,) = node.until("its end is told", lambda: told(node, caller, "member-queue-end"))
    assert (end.get("CC-Cause"), end.get("CC-Cancel-Reason")) == ("Cancel", "BREAK_OUT")
    members = f"{CC} queue list members {node.queue(alpha)}"
    node.until("it is forgotten", lambda: not node.rows(members))


def test_an_answered_caller(node: Node, alpha: Tenant, seller: Phone, agent: str) -> None:
    before = len(seller.incoming)
    caller = waiting(node, alpha)
    theirs = talking(node, caller, seller, before)
    node.until("the agent", lambda: node.agent(alpha, SELLER)["state"] == "In a queue call")
    assert theirs.caller == "+8613800138000"
    caller.hang_up()
    variables = node.ended(caller)["variables"]
    assert (variables["cc_cause"], variables["cc_agent"]) == ("answered", agent)
    assert variables["cc_queue"] == node.queue(alpha)
    wanted = ["member-queue-start", "agent-offering", "bridge-agent-start", "bridge-agent-end"]

    def actions() -> list[str]:
        events = node.since(0, "callcenter::info", CC_Member_Session_UUID=caller.uuid)
        return [action for action in (event.get("CC-Action") for event in events) if action in wanted]

    node.until("all is told", lambda: actions() == wanted)
    node.until("the agent waits", lambda: node.agent(alpha, SELLER)["state"] == "Waiting")


def test_the_seats_leg_belongs_to_the_callers_call(
    node: Node, alpha: Tenant, seller: Phone, agent: str
) -> None:
    before = len(seller.incoming)
    caller = waiting(node, alpha)
    theirs = talking(node, caller, seller, before)
    theirs.hang_up()
    mine = node.ended(caller)["variables"]
    leg = node.record(theirs.uuid)["variables"]
    assert (leg["cc_side"], leg["cc_member_session_uuid"]) == ("agent", caller.uuid)
    assert "originating_leg_uuid" not in leg
    assert leg["seatyard_tenant"] == mine["seatyard_tenant"]
    assert leg["seatyard_did"] == alpha.number("sales")


def test_an_offer_that_is_refused_comes_again(node: Node, alpha: Tenant, seller: Phone, agent: str) -> None:
    before = len(seller.incoming)
    caller = waiting(node, alpha)
    node.rung(seller, before).reply(486)
    (failed,) = node.until("it is told", lambda: told(node, caller, "bridge-agent-fail"))
    assert (failed.get("CC-Agent"), failed.get("CC-Hangup-Cause")) == (agent, "USER_BUSY")
    talking(node, caller, seller, before + 1)


def test_a_seat_on_a_break_is_not_offered(node: Node, alpha: Tenant, seller: Phone, agent: str) -> None:
    node.api(f"{CC} agent set status {agent} 'On Break'")
    before = len(seller.incoming)
    caller = waiting(node, alpha)
    node.later(2)
    assert len(seller.incoming) == before
    node.api(f"{CC} agent set status {agent} Available")
    talking(node, caller, seller, before)


def test_work_after_a_call(node: Node, alpha: Tenant, seller: Phone, agent: str) -> None:
    """The agent waits at once (QUIRKS 19), but is not offered anybody before its time."""
    node.api(f"{CC} agent set wrap_up_time {agent} 3")
    before = len(seller.incoming)
    first = waiting(node, alpha)
    talking(node, first, seller, before).hang_up()
    node.until("it is over", lambda: told(node, first, "bridge-agent-end"))
    second = waiting(node, alpha)
    talking(node, second, seller, before + 1)
    node.api(f"{CC} agent set wrap_up_time {agent} 0")
    (end,) = node.until("it is told", lambda: told(node, first, "bridge-agent-end"))
    offered = node.until("the next is told", lambda: told(node, second, "agent-offering"))[0]
    assert end.at is not None
    assert offered.at is not None
    assert (offered.at - end.at).total_seconds() >= 2


def test_the_wait_has_an_end(node: Node, alpha: Tenant) -> None:
    caller = node.call_in(alpha.number("short"))
    node.until("it is sent on", lambda: node.executed(caller, "voicemail"))
    caller.hang_up()
    variables = node.ended(caller)["variables"]
    assert (variables["cc_cause"], variables["cc_cancel_reason"]) == ("cancel", "TIMEOUT")


def test_a_queue_that_is_not_there_comes_with_its_tiers(node: Node, alpha: Tenant) -> None:
    queue, agent = node.queue(alpha), node.agent(alpha, SELLER)["name"]
    for command, there in ((f"queue unload {queue}", False), (f"tier set level {queue} {agent} 1", True)):
        assert node.api(f"{CC} {command}") == "+OK\n"
        assert (queue in [row["name"] for row in node.rows(f"{CC} queue list")]) is there
